using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>What somebody types who knows jq, VRL, the configuration of Logstash or Fluent Bit, Python or JavaScript, and what it is here.</summary>
internal static class ForeignForms
{
    private const string Loop = "A loop is `for event of case (key, value) => .. end`; its value is an array of what the clause gives";

    /// <summary>The advice; null where the token is no such form.</summary>
    public static string? Of(Misfit misfit, string text)
    {
        var found = misfit.Token.Kind;
        var expected = misfit.Expected;
        var takesOperator = expected.Contains(TokenKind.Plus) && !expected.Contains(TokenKind.Integer);
        if (IsHeadOfLoop(misfit, found, text)) return Loop;
        return found switch
        {
            TokenKind.Dot => OfDot(misfit),
            TokenKind.Identifier when takesOperator => OfWord(text),
            TokenKind.Identifier when misfit.OpenKind == TokenKind.LeftBrace && expected.Contains(TokenKind.StringStart) && !expected.Contains(TokenKind.Integer) =>
                $"The names in a record are texts: `{{\"{text}\": ..}}`",
            TokenKind.LeftParen when misfit.At > 1 && misfit.Tokens[misfit.At - 2].Kind == TokenKind.Dot =>
                "Values have no methods: functions stand in modules and take the value, as in `use std::string; string::len(event.a)`",
            TokenKind.StringStart when misfit.IsGluedTo(TokenKind.Identifier) => "A text has no letter in front of it; `#{event.a}` puts a value into any text",
            TokenKind.LeftBrace when takesOperator && misfit.BeginningOfStatement is { } first && misfit.TextOf(first) is "input" or "filter" or "output" =>
                "A script is an expression that works on one event; inputs and outputs are the connectors of a flow definition, a file in JSON",
            TokenKind.Assign when misfit.GluedBehind == TokenKind.Tilde => "`match event.a of case ~ re|..| => true case _ => false end` tests a text with a regular expression",
            TokenKind.Greater when misfit.IsGluedTo(TokenKind.Minus) => "`=>` stands between a case and its value",
            TokenKind.Bang when misfit.IsGluedTo(TokenKind.Identifier) => "Functions have no `!`: where a call fails, the event goes to `err`",
            TokenKind.Slash when misfit.IsGluedTo(TokenKind.Slash) => "There is no `//`: `math::trunc(a / b)` is a whole number. Comments begin with `#`",
            TokenKind.Bad when text == "?" && misfit.GluedBehind is TokenKind.Bad or TokenKind.Dot =>
                "There is no `??` and no `?.`: write `match event of case %{ present a } => event.a case _ => .. end`",
            TokenKind.Bad when text == "@" && misfit.GluedBehind == TokenKind.Identifier => "A name with special characters is written between backticks: ``event.`@timestamp` ``",
            _ => null,
        };
    }

    private static bool IsHeadOfLoop(Misfit misfit, TokenKind found, string text)
    {
        if (misfit.OpenKind == TokenKind.For && misfit.Expected.Contains(TokenKind.Of)) return found == TokenKind.Assign || text == "in";
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
        "is" => "`==` compares: `event.a == null`",
        "like" or "matches" or "contains" => "`match event.a of case ~ glob|*.log| => true case _ => false end` tests a text; `re` and others do it too",
        _ => null,
    };
}
