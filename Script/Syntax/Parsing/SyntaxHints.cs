using System.Collections.Frozen;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>A token that does not fit, and what is around it.</summary>
/// <param name="At">Its index.</param>
/// <param name="Expected">What could have stood there.</param>
/// <param name="Table">The blocks of the language.</param>
/// <param name="Open">The index of what opened the innermost bracket or block around it; negative for none.</param>
internal readonly record struct Misfit(SourceText Source, Token[] Tokens, int At, TokenSet Expected, BlockTable Table, int Open)
{
    public Token Token => Tokens[At];

    public Token? Before => At > 0 ? Tokens[At - 1] : null;

    public TokenKind OpenKind => Open < 0 ? TokenKind.EndOfInput : Tokens[Open].Kind;

    /// <summary>Whether the token before is this one, with nothing in between.</summary>
    public bool IsGluedTo(TokenKind before) => Before is { } token && token.Kind == before && token.End == Token.Start;

    public bool IsOnNewLine => Before is { } token && Source.Text.AsSpan(token.End..Math.Max(token.End, Token.Start)).Contains('\n');

    /// <summary>The first token of the statement or bracket that the token is in; null where that is far away.</summary>
    public Token? BeginningOfStatement
    {
        get
        {
            const int far = 60;
            for (var i = At - 1; i > Math.Max(Open, At - far); i--)
                if (i == Open + 1 || Tokens[i - 1].Kind == TokenKind.Semicolon) return Tokens[i];
            return null;
        }
    }

    /// <summary>The token behind, if it follows directly.</summary>
    public TokenKind GluedBehind => At + 1 < Tokens.Length && Tokens[At + 1].Start == Token.Start + TextOf(Token).Length ? Tokens[At + 1].Kind : TokenKind.EndOfInput;

    public string TextOf(Token token) => token.Kind == TokenKind.Bad && token.Text is not null ? token.Text : Source.Text[token.Start..token.End];
}

/// <summary>The advice when a token does not fit (spec: language 12.5): the mistake that it most probably is.</summary>
internal static class SyntaxHints
{
    private const string NoSeparator = "No `;` may follow the last expression of a body: it separates expressions";

    private static readonly string[] s_beginnings =
        ["match", "for", "let", "emit", "drop", "patch", "merge", "const", "use", "fn", "intrinsic", "not", "present", "absent"];

    private static readonly FrozenDictionary<string, string> s_foreign = new Dictionary<string, string>
    {
        ["if"] = "There is no `if`: write `match .. of case .. => .. case _ => .. end`",
        ["unless"] = "There is no `unless`: write `match .. of case .. => .. case _ => .. end`",
        ["elseif"] = "There is no `elseif`: a `match` has as many clauses `case .. when .. =>` as it needs",
        ["elif"] = "There is no `elif`: a `match` has as many clauses `case .. when .. =>` as it needs",
        ["elsif"] = "There is no `elsif`: a `match` has as many clauses `case .. when .. =>` as it needs",
        ["else"] = "There is no `else`: the last clause of a `match` is `case _ =>`",
        ["switch"] = "There is no `switch`: write `match .. of case .. => .. case _ => .. end`",
        ["return"] = "There is no `return`: the last expression of a function is its value",
        ["var"] = "Variables are assigned with `let`",
        ["function"] = "Functions are defined with `fn name(..) with .. end`",
        ["def"] = "Functions are defined with `fn name(..) with .. end`",
        ["exists"] = "`present event.a` says whether there is such a field",
        ["defined"] = "`present event.a` says whether there is such a field",
        ["assert"] = "There is no `assert`: `match event.a of case 1 => event case _ => drop end` lets through what is as it should be",
        ["raise"] = "There is no `raise`: `emit {..} => \"err\"` sends an event to `err`",
        ["throw"] = "There is no `throw`: `emit {..} => \"err\"` sends an event to `err`",
        ["begin"] = "There is no `begin`: expressions stand behind each other with `;` between them",
        ["do"] = "There is no `do`: expressions stand behind each other with `;` between them",
        ["require"] = "Modules are imported with `use`",
        ["include"] = "Modules are imported with `use`",
        ["foreach"] = ForeignForms.Loop,
        ["lambda"] = "Functions have names, `fn name(..) with .. end`, and are no values",
        ["try"] = "There is no `try`: an event at which a script fails leaves by `err`; `present event.a` says whether there is such a field",
        ["import"] = "Modules are imported with `use`",
        ["while"] = "There is no `while`: write `for .. of case (key, value) => .. end`, or a function that ends in `recur(..)`",
    }.ToFrozenDictionary();

    public static string? For(Misfit misfit)
    {
        var token = misfit.Token;
        var text = misfit.TextOf(token);
        return BlockHints.Of(misfit, text)
            ?? PlaceHints.Of(misfit, text)
            ?? OfKind(misfit, token.Kind, text)
            ?? ForeignForms.Of(misfit, text)
            ?? OfTypingError(misfit, token.Kind, text)
            ?? OfOtherLanguages(misfit, token.Kind, text)
            ?? OfBeginning(misfit)
            ?? OfWhatIsMissing(misfit, token.Kind)
            ?? (text.Length > 3 && IsWord(token.Kind) && NearestName.FindWithin(3, text, Candidates(misfit.Expected)) is { } far ? DidYouMean(far) : null);
    }

    private static string? OfKind(Misfit misfit, TokenKind found, string text)
    {
        var expected = misfit.Expected;
        var isIdentifier = expected.Contains(TokenKind.Identifier);
        if (misfit.Open < 0 && misfit.Before is null or { Kind: TokenKind.Semicolon } && OfOtherFiles(misfit, found) is { } elsewhere) return elsewhere;
        if (found is TokenKind.End or TokenKind.And or TokenKind.Or or TokenKind.Xor or TokenKind.Of && expected.Contains(TokenKind.Integer)) return null;
        if (Tokens.IsKeyword(found) && isIdentifier && !expected.Contains(TokenKind.Integer)) return Quote(text);
        switch (found)
        {
            case TokenKind.Case:
                return NoSeparator + ". Is there one in front of this `case`?";
            case TokenKind.Default:
                return $"The last clause of a `match` is `case _ =>`. {NoSeparator}";
            case TokenKind.End or TokenKind.Into when misfit.Before is { Kind: TokenKind.Semicolon }:
                return NoSeparator;
            case TokenKind.StringStart or TokenKind.HeredocStart when isIdentifier && !expected.Contains(TokenKind.StringStart):
                return "A name with special characters is written between backticks, not quotes";
            case TokenKind.Doc or TokenKind.ModuleDoc:
                return "Documentation comments stand only before definitions; write an ordinary comment with a single `#`";
            case TokenKind.To when expected.Contains(TokenKind.Arrow):
                return "The port stands behind `=>`: `emit event => \"out\"`";
            case TokenKind.Identifier when misfit.Before is { Kind: TokenKind.Arrow } && expected.Contains(TokenKind.StringStart) && !expected.Contains(TokenKind.Integer):
                return $"A port is a string: `\"{text}\"`";
            case not TokenKind.Semicolon when misfit.Before is { Kind: TokenKind.Drop } && ExpectedTokens.IsExpression(found):
                return "`drop` stands alone: it drops the event";
            case TokenKind.Colon or TokenKind.Minus when expected.Contains(TokenKind.Arrow) && misfit.OpenKind is TokenKind.Match or TokenKind.For:
                return "`=>` stands between a case and its value";
            case TokenKind.Wildcard when expected.Contains(TokenKind.Case):
                return "Is a `case` missing in front of it?";
            case TokenKind.LeftBrace when expected.Contains(TokenKind.Of):
                return "Blocks have no braces: write `.. of case .. => .. end`";
            case TokenKind.Minus when expected.Contains(TokenKind.LeftParen):
                return "Put the negative value into parentheses";
            default:
                return Tokens.IsKeyword(found) && isIdentifier && !(misfit.Table.Definitions.Contains(found) && misfit.Open >= 0) ? Quote(text) : null;
        }
    }

    /// <summary>Statements of queries and deployments, where a script may have statements of its own.</summary>
    private static string? OfOtherFiles(Misfit misfit, TokenKind found)
    {
        if (!misfit.Expected.Contains(TokenKind.Let) && !misfit.Expected.Contains(TokenKind.Match)) return null;
        return found switch
        {
            TokenKind.Select => "A script is an expression that works on one event and ends in its new value. `select` is a link of a pipeline, in the flow definition: "
                + "{\"from\": \"in\", \"into\": \"out\", \"select\": \"event\", \"where\": \"event.a > 1\"}",
            TokenKind.Define or TokenKind.Create or TokenKind.Deploy or TokenKind.Connect or TokenKind.Flow or TokenKind.Pipeline or TokenKind.Connector =>
                "A script is an expression that works on one event. Flows, pipelines, connectors and windows are defined in the flow definition, a file of its own in JSON, YAML or Troy",
            TokenKind.From when misfit.At + 1 < misfit.Tokens.Length && misfit.Tokens[misfit.At + 1].Kind == TokenKind.Identifier => "Modules are imported with `use`",
            TokenKind.Slash => "Comments begin with `#`",
            _ => null,
        };
    }

    private static string? OfTypingError(Misfit misfit, TokenKind found, string text)
    {
        var isWord = found is TokenKind.Identifier or TokenKind.Bad;
        if (found == TokenKind.Identifier && s_foreign.TryGetValue(text, out var word))
            return text == "else" && misfit.At + 1 < misfit.Tokens.Length && misfit.TextOf(misfit.Tokens[misfit.At + 1]) == "if" ? s_foreign["elseif"] : word;
        if (isWord && OfBeginning(misfit) is { } beginning) return beginning;
        if (isWord && NearestName.Find(text, Candidates(misfit.Expected)) is { } near) return DidYouMean(near);
        if (misfit.Before is not { Kind: TokenKind.Identifier } before) return null;
        var name = misfit.TextOf(before);
        if (s_foreign.TryGetValue(name, out var foreign)) return foreign;
        if (misfit.At > 1 && misfit.Tokens[misfit.At - 2].Kind == TokenKind.ColonColon) return null;
        if (misfit.At > 1 && misfit.Tokens[misfit.At - 2].Kind == TokenKind.Dot) return null;
        return name.Length > 2 && !misfit.Expected.Contains(TokenKind.Identifier) && ExpectedTokens.IsExpression(found) && !misfit.IsOnNewLine
            && NearestName.Find(name, s_beginnings) is { } keyword ? DidYouMean($"{keyword} {text}") : null;
    }

    private static string? OfBeginning(Misfit misfit) =>
        misfit.BeginningOfStatement is { Kind: TokenKind.Identifier } first ? s_foreign.GetValueOrDefault(misfit.TextOf(first)) : null;

    /// <summary>Operators that others have.</summary>
    private static string? OfOtherLanguages(Misfit misfit, TokenKind found, string text)
    {
        var expected = misfit.Expected;
        switch (found)
        {
            case TokenKind.EndOfInput when misfit.At == 0 && expected.Contains(TokenKind.Identifier):
                return "A script needs an expression: `event` passes every event on as it is";
            case TokenKind.Assign when misfit.IsGluedTo(TokenKind.Equal):
                return "`==` compares";
            case TokenKind.Assign when misfit.IsGluedTo(TokenKind.NotEqual):
                return "`!=` compares";
            case TokenKind.Assign when misfit.GluedBehind == TokenKind.Less:
                return "`<=` compares";
            case TokenKind.Assign when misfit.Before is { Kind: TokenKind.Plus or TokenKind.Minus or TokenKind.Star or TokenKind.Slash } before
                && before.End == misfit.Token.Start:
                return ForeignForms.NoAssigningOperator(misfit, before);
            case TokenKind.Assign when expected.Contains(TokenKind.Equal):
                return ForeignForms.AssignedPath(misfit, misfit.At) is { } path ? $"`let {path} = ..` assigns; `==` compares" : "`==` compares; `=` stands behind `let` and `const`";
            case TokenKind.Arrow when expected.Contains(TokenKind.Equal):
                return "`>=` compares; a `=>` stands behind a `case`, in a `patch` and behind `emit`";
            case TokenKind.And or TokenKind.Or or TokenKind.Xor when expected.Contains(TokenKind.Integer):
                return $"What stands in front of `{text}`?";
            case TokenKind.Equal when expected.Contains(TokenKind.Assign):
                return "`=` assigns; `==` compares";
            case TokenKind.Colon when expected.Contains(TokenKind.Assign):
                return "`=` assigns";
            case TokenKind.Ampersand when misfit.IsGluedTo(TokenKind.Ampersand):
                return "Write `and`";
            case TokenKind.Extractor when text == "||":
                return "Write `or`";
            case TokenKind.Extractor:
                return "A `|` begins the argument of an extractor, as in `~ re|..|`; there is no bitwise or";
            case TokenKind.Greater when misfit.IsGluedTo(TokenKind.Less):
                return "Write `!=`";
            case TokenKind.Percent or TokenKind.TuplePattern or TokenKind.ArrayPattern or TokenKind.RecordPattern when expected.Contains(TokenKind.Percent):
                return "`%` with a bracket directly behind it begins a pattern; the remainder needs a blank between them";
            case TokenKind.Bad when text == "'":
                return "Texts stand between double quotes";
            case TokenKind.Bad when text == "?":
                return "There is no `?`: write `match .. of case true => .. case _ => .. end`";
            default:
                return null;
        }
    }

    private static string? OfWhatIsMissing(Misfit misfit, TokenKind found)
    {
        var isBlock = misfit.Table.OpensBlock(misfit.OpenKind);
        var isEnd = found == TokenKind.EndOfInput || misfit.Table.Definitions.Contains(found);
        if (misfit.Open >= 0)
        {
            var open = misfit.Tokens[misfit.Open];
            var opener = $"The `{misfit.TextOf(open)}` in line {misfit.Source.PositionOf(open.Start).Line}";
            if (isBlock && isEnd) return $"{opener} has no `end`";
            var isCloser = found is TokenKind.Semicolon or TokenKind.End or TokenKind.Case
                or TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace;
            if (!isBlock && (isEnd || (isCloser && misfit.Expected.Contains(TokenKind.Comma)))) return $"{opener} is not closed";
        }

        if (found is TokenKind.End or TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace && misfit.Open < 0)
            return $"Nothing is open that this `{misfit.TextOf(misfit.Token)}` could close";
        if (!ExpectedTokens.IsExpression(found)) return null;
        if (misfit.Before is { Kind: TokenKind.End } && misfit.Expected.Contains(TokenKind.Semicolon) && !misfit.IsOnNewLine) return "Is a `;` missing in front of it?";
        if (found is TokenKind.Let or TokenKind.Emit or TokenKind.Drop && misfit.Expected.Contains(TokenKind.Semicolon) && !misfit.IsOnNewLine)
            return "Is a `;` missing in front of it?";
        if (misfit.Expected.Contains(TokenKind.Comma) && !isBlock) return "Is a `,` missing in front of it?";
        return misfit.Expected.Contains(TokenKind.Semicolon) && misfit.IsOnNewLine
            ? "Is a `;` missing at the end of the line before? Line ends separate nothing"
            : null;
    }

    private static bool IsWord(TokenKind found) => found is TokenKind.Identifier or TokenKind.Bad || Tokens.IsKeyword(found);

    private static IEnumerable<string> Candidates(TokenSet expected) =>
        expected.Kinds().Where(static k => Tokens.IsKeyword(k) || k is >= TokenKind.Comma and <= TokenKind.RecordPattern).Select(Tokens.NameOf);

    private static string Quote(string keyword) => $"`{keyword}` is a keyword; write it between backticks to use it as a name: `` `{keyword}` ``";

    private static string DidYouMean(string what) => $"Did you mean `{what}`?";
}
