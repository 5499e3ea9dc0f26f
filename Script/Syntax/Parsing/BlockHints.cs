using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>The parts of blocks and statements, for somebody who writes one as another language has it or leaves it out (spec: language 12.5).</summary>
internal static class BlockHints
{
    private const string Port = "The port stands behind `=>`: `emit event => \"out\"`";

    private const string OneVariable = "`let` assigns one variable: `let a = event.a; let b = event.b`";

    private const string CaseOfFor = "A clause of `for` has two parts: `case (key, value) => ..`";

    /// <summary>The advice; null where it is no such mistake.</summary>
    public static string? Of(Misfit misfit, string text)
    {
        var found = misfit.Token.Kind;
        return OfHead(misfit, found)
            ?? (misfit.OpenKind == TokenKind.Patch ? OfPatch(misfit, found, text) : null)
            ?? OfClause(misfit, found, text)
            ?? OfStatement(misfit, found)
            ?? OfFunction(misfit, found);
    }

    /// <summary>Between the word that opens a block and its <c>of</c>.</summary>
    private static string? OfHead(Misfit misfit, TokenKind found)
    {
        var opener = misfit.OpenKind == TokenKind.LeftParen && misfit.Open > 0 ? misfit.Tokens[misfit.Open - 1].Kind : misfit.OpenKind;
        if (opener == TokenKind.For && opener != misfit.OpenKind && found == TokenKind.Let) return ForeignForms.Loop;
        var isArguments = opener != misfit.OpenKind && found == TokenKind.Comma;
        if (!isArguments && !misfit.Expected.Contains(TokenKind.Of)) return null;
        return opener switch
        {
            TokenKind.Merge => "Two records are merged by `merge event of {\"a\": 1} end`",
            TokenKind.Patch => "A record is changed by `patch event of insert \"a\" => 1 end`",
            TokenKind.Match or TokenKind.For when found == TokenKind.Case => "Is an `of` missing in front of it?",
            TokenKind.Emit when isArguments => Port,
            _ => null,
        };
    }

    private static string? OfPatch(Misfit misfit, TokenKind found, string text)
    {
        var expected = misfit.Expected;
        if (expected.Contains(TokenKind.Insert))
        {
            return text switch
            {
                "set" or "put" or "replace" => "`upsert \"a\" => 1` sets a field whether there is one or not, `update` one that there is",
                "delete" or "remove" or "del" or "unset" or "drop" => "`erase \"a\"` removes a field",
                "add" => "`insert \"a\" => 1` adds a field",
                "rename" => "`move \"a\" => \"b\"` renames a field",
                _ when found is TokenKind.StringStart => "Say what is done to the field: `insert`, `upsert`, `update`, `default`, `erase`, `move`, `copy` or `merge`",
                _ => null,
            };
        }

        if (expected.Contains(TokenKind.Arrow)) return "`=>` stands between a field and its value";
        if (expected.Contains(TokenKind.StringStart) && !expected.Contains(TokenKind.Integer))
            return found == TokenKind.Identifier ? $"A field is named by a text: `\"{text}\"`" : "A field is named by a text: `insert \"a\" => 1`; one inside of it by a `patch` of its own";
        return found == TokenKind.Comma && expected.Contains(TokenKind.Semicolon) ? "`;` stands between the operations" : null;
    }

    private static string? OfClause(Misfit misfit, TokenKind found, string text)
    {
        var expected = misfit.Expected;
        var before = misfit.Before?.Kind ?? TokenKind.EndOfInput;
        if (before == TokenKind.Of && expected.Contains(TokenKind.Case))
        {
            if (misfit.OpenKind == TokenKind.For) return "A `for` has clauses: `case (key, value) => ..`";
            return found == TokenKind.End ? "There has to be a clause: `case _ => ..`" : "A clause begins with `case`: `case 1 => ..`, `case _ when event.a > 1 => ..`";
        }

        if (before == TokenKind.Case && misfit.OpenKind == TokenKind.For) return CaseOfFor;
        if (misfit.OpenKind == TokenKind.LeftParen && misfit.Open > 0 && misfit.Tokens[misfit.Open - 1].Kind == TokenKind.Case && expected.Contains(TokenKind.Comma) && found == TokenKind.RightParen)
            return CaseOfFor;
        if (before == TokenKind.Case && misfit.OpenKind == TokenKind.Fn) return "The patterns of the arguments stand in parentheses: `case (1) => ..`";
        if (before == TokenKind.Case && found is TokenKind.Default or TokenKind.Star) return "The last clause of a `match` is `case _ => ..`";
        if (before == TokenKind.Case && found is >= TokenKind.Equal and <= TokenKind.Less) return "Comparisons stand behind `when`: `case _ when event.a > 1 => ..`";
        if (found == TokenKind.Case && misfit.Open < 0 && before is TokenKind.EndOfInput or TokenKind.Semicolon) return "A `case` stands in a block: `match event of case 1 => .. case _ => .. end`";
        if (found == TokenKind.End && misfit.OpenKind == TokenKind.Fn && expected.Contains(TokenKind.Case)) return "The last clause of a function is `case _ => ..`";
        if (misfit.OpenKind == TokenKind.RecordPattern) return OfRecordPattern(misfit, found, text);
        if (!expected.Contains(TokenKind.Arrow) || misfit.OpenKind is not (TokenKind.Match or TokenKind.For or TokenKind.Fn)) return null;
        return found switch
        {
            TokenKind.Comma => "A clause has one pattern: write a clause for each",
            TokenKind.Identifier when text == "then" => "`=>` stands between a case and its value",
            TokenKind.Identifier when text == "if" => "A condition stands behind `when`: `case _ when event.a > 1 => ..`",
            TokenKind.Extractor when misfit.IsGluedTo(TokenKind.Identifier) => $"An extractor stands behind a `~`: `case r = ~ {misfit.TextOf(misfit.Tokens[misfit.At - 1])}{text}`",
            TokenKind.Integer or TokenKind.Float or TokenKind.Identifier or TokenKind.Event or TokenKind.LeftBrace or TokenKind.Drop or TokenKind.Emit or TokenKind.Null =>
                "Is a `=>` missing in front of it?",
            _ => null,
        };
    }

    private static string? OfRecordPattern(Misfit misfit, TokenKind found, string text)
    {
        var expected = misfit.Expected;
        if (expected.Contains(TokenKind.TildeEqual))
        {
            return found switch
            {
                TokenKind.Colon => "`==` compares a field: `%{ a == 1 }`",
                TokenKind.Identifier when text == "is" => "`==` compares a field: `%{ a == 1 }`",
                TokenKind.Tilde => "`~=` stands between a field and what it is tested with: `%{ a ~= re|..| }`",
                _ => null,
            };
        }

        var isTest = misfit.Before?.Kind == TokenKind.TildeEqual || (expected.Contains(TokenKind.Extractor) && misfit.At > 1 && misfit.Tokens[misfit.At - 2].Kind == TokenKind.TildeEqual);
        if (isTest && found is TokenKind.StringStart or TokenKind.Slash) return "An extractor is a name with its argument between bars: `%{ a ~= re|..| }`";
        return found == TokenKind.StringStart && expected.Contains(TokenKind.Present) ? "Names of fields stand without quotes: `%{ a == 1 }`" : null;
    }

    private static string? OfStatement(Misfit misfit, TokenKind found)
    {
        var expected = misfit.Expected;
        var before = misfit.Before?.Kind ?? TokenKind.EndOfInput;
        if (misfit.OpenKind == TokenKind.LeftBrace && misfit.Open > 0 && misfit.Tokens[misfit.Open - 1].Kind == TokenKind.Let) return OneVariable;
        if (before == TokenKind.Arrow && found == TokenKind.Slash && expected.Contains(TokenKind.StringStart)) return "A port is a string: `\"out\"`";
        var first = misfit.BeginningOfStatement?.Kind;
        if (first == TokenKind.Emit && (found is TokenKind.Comma or TokenKind.Into || (found == TokenKind.Greater && misfit.IsGluedTo(TokenKind.Minus)))) return Port;
        if (first != TokenKind.Let || !expected.Contains(TokenKind.Assign)) return null;
        return found switch
        {
            TokenKind.Comma => OneVariable,
            TokenKind.Plus or TokenKind.Minus or TokenKind.Star or TokenKind.Slash when misfit.GluedBehind == TokenKind.Assign => ForeignForms.NoAssigningOperator(misfit, misfit.Token),
            TokenKind.Semicolon or TokenKind.EndOfInput when before != TokenKind.Let => "A variable has a value from the beginning: `let x = null`",
            TokenKind.Colon when misfit.At + 2 < misfit.Tokens.Length && misfit.Tokens[misfit.At + 2].Kind == TokenKind.Assign => "Variables have no types: `let x = 1`",
            _ => null,
        };
    }

    private static string? OfFunction(Misfit misfit, TokenKind found)
    {
        var before = misfit.Before?.Kind ?? TokenKind.EndOfInput;
        if ((before == TokenKind.Fn && found == TokenKind.LeftParen) || (before == TokenKind.Assign && found == TokenKind.Fn))
            return "Functions have names, `fn name(..) with .. end`, and are no values";
        if (before == TokenKind.Identifier && misfit.At > 1 && misfit.Tokens[misfit.At - 2].Kind == TokenKind.Fn) return "Functions are defined with `fn name(..) with .. end`";
        return misfit.OpenKind == TokenKind.LeftParen && misfit.Open > 1 && misfit.Tokens[misfit.Open - 2].Kind == TokenKind.Fn && found is TokenKind.Colon or TokenKind.Assign
            ? "Parameters have names alone, no types and no defaults: `fn name(a, b) with .. end`"
            : null;
    }
}
