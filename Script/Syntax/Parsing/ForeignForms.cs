using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>What somebody types who knows jq, VRL, the configuration of Logstash or Fluent Bit, Python or JavaScript, and what it is here.</summary>
internal static class ForeignForms
{
    internal const string Loop = "A loop is `for event of case (key, value) => .. end`; its value is an array of what the clause gives";

    private const string Test = "`match event.a of case ~ re|..| => true case _ => false end` tests a text with a regular expression";

    private const string Range = "A range of an array has two ends with a `:` between them: `event.a[0:2]`";

    /// <summary>The advice; null where the token is no such form.</summary>
    public static string? Of(Misfit misfit, string text)
    {
        var found = misfit.Token.Kind;
        var expected = misfit.Expected;
        var takesOperator = expected.Contains(TokenKind.Plus) && !expected.Contains(TokenKind.Integer);
        if (IsHeadOfLoop(misfit, found, text)) return Loop;
        if (OfRepeated(misfit) is { } repeated) return repeated;
        return found switch
        {
            TokenKind.Dot when misfit.Before is not { Kind: TokenKind.StringEnd } => OfDot(misfit),
            TokenKind.Mod when takesOperator => OfWord(text),
            TokenKind.Identifier when takesOperator => OfWord(text),
            TokenKind.Identifier when misfit.OpenKind == TokenKind.LeftBrace && expected.Contains(TokenKind.StringStart) && !expected.Contains(TokenKind.Integer) =>
                $"The names in a record are texts: `{{\"{text}\": ..}}`",
            TokenKind.LeftParen when misfit.At > 1 && misfit.Tokens[misfit.At - 2].Kind == TokenKind.Dot =>
                "Values have no methods: functions stand in modules and take the value, as in `use std::string; string::len(event.a)`",
            TokenKind.StringStart when misfit.IsGluedTo(TokenKind.Identifier) => "A text has no letter in front of it; `#{event.a}` puts a value into any text",
            TokenKind.LeftBrace when takesOperator && misfit.BeginningOfStatement is { } first && misfit.TextOf(first) is "input" or "filter" or "output" =>
                "A script is an expression that works on one event; inputs and outputs are the connectors of a flow definition, a file of its own in JSON, YAML or Troy",
            TokenKind.Not when takesOperator && misfit.At + 1 < misfit.Tokens.Length && misfit.TextOf(misfit.Tokens[misfit.At + 1]) == "in" => OfWord("in"),
            TokenKind.StringStart or TokenKind.Dot when takesOperator && misfit.Before is { Kind: TokenKind.StringEnd } => "`+` joins texts, and `#{event.a}` in a text puts a value into it",
            TokenKind.StringStart or TokenKind.Identifier or TokenKind.Event or TokenKind.Integer when takesOperator && !misfit.IsOnNewLine && misfit.At > 1
                && misfit.Before is { Kind: TokenKind.Identifier } && misfit.Tokens[misfit.At - 2].Kind == TokenKind.ColonColon && expected.Contains(TokenKind.LeftParen) =>
                "The arguments of a call stand in parentheses: `string::len(event.a)`",
            TokenKind.Colon when expected.Contains(TokenKind.ColonColon) && misfit.IsGluedTo(TokenKind.Identifier) && misfit.GluedBehind == TokenKind.Identifier && misfit.OpenKind != TokenKind.LeftBracket =>
                "`::` stands between a module and its function",
            TokenKind.Colon when misfit.Before is { Kind: TokenKind.LeftBracket } => Range,
            TokenKind.Integer when misfit.Before is { Kind: TokenKind.Dot } && expected.Contains(TokenKind.Identifier) =>
                $"`[{text}]` is an element of an array; a field of that name stands between backticks: ``.`{text}` ``",
            TokenKind.Tilde or TokenKind.TildeEqual when takesOperator => Test,
            TokenKind.Assign when misfit.GluedBehind == TokenKind.Tilde => Test,
            TokenKind.Greater when misfit.IsGluedTo(TokenKind.Minus) && misfit.GluedBehind == TokenKind.Identifier => "A `.` stands in front of a field: `event.a`",
            TokenKind.Greater when misfit.IsGluedTo(TokenKind.Minus) => "`=>` stands between a case and its value",
            TokenKind.Bang when misfit.IsGluedTo(TokenKind.Identifier) => "Functions have no `!`: where a call fails, the event goes to `err`",
            TokenKind.Slash when misfit.IsGluedTo(TokenKind.Slash) => "There is no `//`: `math::trunc(a / b)` is a whole number. Comments begin with `#`",
            TokenKind.Bad when text == "?" && misfit.GluedBehind is TokenKind.Bad or TokenKind.Dot =>
                "There is no `??` and no `?.`: write `match event of case %{ present a } => event.a case _ => .. end`",
            TokenKind.Bad when text == "@" && misfit.GluedBehind == TokenKind.Identifier => "A name with special characters is written between backticks: ``event.`@timestamp` ``",
            _ => null,
        };
    }

    /// <summary>That others have a sign such as <c>+=</c>, and how it is written here.</summary>
    /// <param name="sign">The operator in front of the <c>=</c>.</param>
    public static string NoAssigningOperator(Misfit misfit, Token sign)
    {
        var path = AssignedPath(misfit, misfit.Token == sign ? misfit.At : misfit.At - 1) ?? "x";
        return $"There is no `{misfit.TextOf(sign)}=`: write `let {path} = {path} {misfit.TextOf(sign)} ..`";
    }

    /// <summary>The path that alone stands between the beginning of the statement, or its <c>let</c>, and a token, if it is one that can be assigned.</summary>
    public static string? AssignedPath(Misfit misfit, int end)
    {
        const int longest = 40;
        var begin = end;
        while (begin - 1 > misfit.Open && misfit.Tokens[begin - 1].Kind is not (TokenKind.Semicolon or TokenKind.Let)) begin--;
        if (begin >= end || misfit.Tokens[begin].Kind is not (TokenKind.Identifier or TokenKind.Event or TokenKind.State or TokenKind.Dollar)) return null;
        for (var i = begin + 1; i < end; i++)
        {
            if (misfit.Tokens[i].Kind is not (TokenKind.Identifier or TokenKind.Dot or TokenKind.LeftBracket or TokenKind.RightBracket or TokenKind.StringStart or TokenKind.StringText or TokenKind.StringEnd))
                return null;
            if (misfit.Tokens[i].Kind == TokenKind.Identifier && misfit.Tokens[i - 1].Kind is not (TokenKind.Dot or TokenKind.Dollar or TokenKind.LeftBracket)) return null;
        }

        var text = misfit.Source.Text[misfit.Tokens[begin].Start..misfit.Tokens[end - 1].End];
        return text.Length <= longest && !text.Contains('\n') ? text : null;
    }

    /// <summary>Two of one sign, where it fits once: the second may be the token, or the one before it where a sign of a number stands.</summary>
    private static string? OfRepeated(Misfit misfit)
    {
        if (misfit.Token.Kind is TokenKind.Star && misfit.IsGluedTo(TokenKind.Star)) return "There is no `**`: multiply, `a * a`";
        if (misfit.Token.Kind is TokenKind.Dot && (misfit.GluedBehind == TokenKind.Dot || misfit.IsGluedTo(TokenKind.Dot) || misfit.IsGluedTo(TokenKind.Float)))
            return misfit.IsGluedTo(TokenKind.Dot) && misfit.OpenKind != TokenKind.LeftBracket ? "One `.` stands in front of a field: `event.a`" : Range;
        if (misfit.Token.Kind is not (TokenKind.Semicolon or TokenKind.EndOfInput or TokenKind.RightBrace or TokenKind.RightParen or TokenKind.End) || misfit.At < 2) return null;
        var (first, second) = (misfit.Tokens[misfit.At - 2], misfit.Tokens[misfit.At - 1]);
        if (first.Kind != second.Kind || first.End != second.Start || second.Kind is not (TokenKind.Plus or TokenKind.Minus)) return null;
        var sign = misfit.TextOf(second);
        var path = AssignedPath(misfit, misfit.At - 2) ?? "x";
        return $"There is no `{sign}{sign}`: write `let {path} = {path} {sign} 1`";
    }

    private static bool IsHeadOfLoop(Misfit misfit, TokenKind found, string text)
    {
        if (misfit.OpenKind == TokenKind.For && misfit.Expected.Contains(TokenKind.Of)) return found == TokenKind.Assign || text is "in" or "as";
        if (misfit.OpenKind == TokenKind.LeftParen && misfit.Open > 0 && misfit.Tokens[misfit.Open - 1].Kind == TokenKind.For && (found == TokenKind.Let || text is "in" or "of")) return true;
        var isList = (found == TokenKind.Comma && misfit.OpenKind == TokenKind.LeftParen)
            || (found == TokenKind.For && misfit.OpenKind == TokenKind.LeftBracket);
        return isList && (found == TokenKind.For || (misfit.Open > 0 && misfit.Tokens[misfit.Open - 1].Kind == TokenKind.For));
    }

    private static string? OfDot(Misfit misfit)
    {
        if (misfit.Expected.Contains(TokenKind.Integer)) return "The event is called `event`: `event.a` is a field, `let event.a = ..` changes it";
        if (misfit.Before is { Kind: TokenKind.Dollar }) return "A field of the metadata is `$a`, and one of its fields `$a.b`";
        return misfit.Expected.Contains(TokenKind.ColonColon) && misfit.BeginningOfStatement is { Kind: TokenKind.Use }
            ? "`::` stands between the names of a module: `use std::string`"
            : null;
    }

    private static string? OfWord(string text) => text switch
    {
        "in" => "There is no `in`: `match event.a of case 1 => .. case 2 => .. case _ => .. end`, or `array::contains(list, event.a)`",
        "is" or "eq" or "equals" => "`==` compares: `event.a == null`",
        "ne" or "neq" => "`!=` compares: `event.a != null`",
        "gt" or "gte" or "ge" or "lt" or "lte" or "le" => "`<`, `<=`, `>` and `>=` compare: `event.a > 1`",
        "mod" => "`%` is the remainder: `event.a % 2`",
        "like" or "matches" or "contains" => "`match event.a of case ~ glob|*.log| => true case _ => false end` tests a text; `re` and others do it too",
        _ => null,
    };
}
