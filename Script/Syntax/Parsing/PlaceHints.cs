using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>What stands in the wrong part of a query or deployment, or lacks a word there, and what to write instead (spec: language 12.5).</summary>
internal static class PlaceHints
{
    private const string Flow = "`define flow main flow .. end; deploy flow main`";

    /// <summary>The advice; null where it is no such mistake.</summary>
    public static string? Of(Misfit misfit, string text)
    {
        var found = misfit.Token.Kind;
        var before = misfit.Before?.Kind ?? TokenKind.EndOfInput;
        return OfPart(misfit, found, before) ?? OfSelect(misfit.Expected, found, before, text) ?? OfWord(misfit, found, before, text);
    }

    private static string? OfPart(Misfit misfit, TokenKind found, TokenKind before)
    {
        var expected = misfit.Expected;
        if (before is TokenKind.Define or TokenKind.Create && found is TokenKind.Connector or TokenKind.Flow or TokenKind.Pipeline or TokenKind.Script or TokenKind.Operator)
        {
            if (before == TokenKind.Define && expected.Contains(TokenKind.Flow)) return $"A file consists of flows; connectors and pipelines are defined inside of one: {Flow}";
            if (!expected.Contains(TokenKind.Stream) && !expected.Contains(TokenKind.Window)) return null;
            return misfit.OpenKind == TokenKind.Pipeline
                ? $"A {misfit.TextOf(misfit.Token)} does not stand in a pipeline: has the `pipeline` in line {LineOfOpen(misfit)} no `end`?"
                : "A query is one pipeline; connectors and flows stand in a deployment, a .troy file";
        }

        if (expected.Contains(TokenKind.Deploy))
        {
            return found switch
            {
                TokenKind.Create or TokenKind.Connect or TokenKind.Connector => $"This stands inside of a flow: {Flow}",
                TokenKind.Select => $"A `select` stands in a pipeline, `define pipeline p pipeline .. end`, and that in a flow: {Flow}",
                _ => null,
            };
        }

        return expected.Contains(TokenKind.Create) && found is TokenKind.Emit or TokenKind.Let or TokenKind.Match or TokenKind.Drop or TokenKind.Event
            ? "A query says where events go; what is done to each stands in a script: `define script s script .. end; create script s`"
            : null;
    }

    private static string? OfSelect(TokenSet expected, TokenKind found, TokenKind before, string text) => found switch
    {
        TokenKind.Semicolon or TokenKind.EndOfInput when expected.Contains(TokenKind.Into) && !expected.Contains(TokenKind.Case) => "Where do the events go? Write `into out` in front of it",
        TokenKind.Where or TokenKind.Group when expected.Contains(TokenKind.Having) => $"`{text}` stands in front of `into`",
        TokenKind.Star when before == TokenKind.Select => "`select event` takes the whole event",
        TokenKind.Comma or TokenKind.As when expected.Contains(TokenKind.From) => "Several values are selected as one record: `select {\"a\": event.a, \"b\": event.b}`",
        TokenKind.Comma when expected.Contains(TokenKind.Into) && !expected.Contains(TokenKind.Group) => "Several keys are a set: `group by set(event.a, event.b)`",
        _ => null,
    };

    private static string? OfWord(Misfit misfit, TokenKind found, TokenKind before, string text)
    {
        var expected = misfit.Expected;
        return found switch
        {
            TokenKind.Select or TokenKind.Create or TokenKind.Define or TokenKind.Deploy or TokenKind.Connect when expected.Contains(TokenKind.Semicolon) && misfit.IsOnNewLine =>
                "Is a `;` missing at the end of the line before? Line ends separate nothing",
            TokenKind.Semicolon when misfit.OpenKind is TokenKind.With or TokenKind.Window && expected.Contains(TokenKind.End) => $"The `{misfit.TextOf(misfit.Tokens[misfit.Open])}` in line {LineOfOpen(misfit)} has no `end`",
            TokenKind.Identifier when before is TokenKind.Connect or TokenKind.To && expected.Contains(TokenKind.Slash) => $"Write `/connector/{text}` or `/pipeline/{text}`",
            TokenKind.Minus when expected.Contains(TokenKind.To) => "`to` stands between the two",
            TokenKind.Semicolon or TokenKind.EndOfInput when before == TokenKind.Dot && expected.Contains(TokenKind.Identifier) =>
                "The name of a field is missing behind the `.`",
            TokenKind.Colon when expected.Contains(TokenKind.Arrow) && misfit.OpenKind == TokenKind.Patch => "`=>` stands between a field and its value",
            TokenKind.Assign when expected.Contains(TokenKind.Colon) && misfit.OpenKind == TokenKind.LeftBrace => "`:` stands between a name and its value",
            TokenKind.Bad when text is "\u201c" or "\u201d" or "\u2018" or "\u2019" => "Texts stand between straight double quotes: `\"`",
            not TokenKind.Semicolon and not TokenKind.EndOfInput when before == TokenKind.RightParen && expected.Contains(TokenKind.With) && expected.Contains(TokenKind.Of) =>
                "Functions are defined with `fn name(..) with .. end`",
            _ when before == TokenKind.Assign && misfit.OpenKind == TokenKind.RecordPattern && expected.Contains(TokenKind.Identifier) => "`==` compares",
            _ => null,
        };
    }

    private static int LineOfOpen(Misfit misfit) => misfit.Source.PositionOf(misfit.Tokens[misfit.Open].Start).Line;
}
