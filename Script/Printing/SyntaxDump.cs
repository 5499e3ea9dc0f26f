using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>
/// The results of lexer and parser, for people who look for a mistake in a script. Nothing is compiled: names and modules need not exist.
/// Places read <c>line:column-endLine:endColumn</c>, as those of errors.
/// </summary>
public static class SyntaxDump
{
    /// <summary>The tokens, one to a line: place, kind, text as it is written.</summary>
    /// <returns>False when there is a lexical error; then nothing is written, and <paramref name="findings"/> holds it.</returns>
    public static bool Tokens(SourceText source, TextWriter writer, List<Diagnostic> findings) => Guarded(source, findings, () =>
    {
        var positions = new PositionMap(source);
        foreach (var token in Lexer.Tokenize(source))
        {
            if (token.Kind == TokenKind.EndOfInput) break;
            // Bad tokens have no width, and a heredoc's opener ends before its line does: what they stand for is known otherwise.
            var text = token.Kind == TokenKind.Bad && token.Text is not null ? token.Text : source.Text[token.Start..token.End];
            writer.WriteLine($"{positions.Describe(token.Span),-20} {KindOf(token.Kind),-12} {PrintableText.SourceLine(text.ReplaceLineEndings("\\n"))}");
        }
    });

    /// <summary>The syntax tree, a node a line, its parts indented below it.</summary>
    /// <returns>False when there is a lexical or syntax error; then nothing is written, and <paramref name="findings"/> holds it.</returns>
    public static bool Tree(SourceText source, TextWriter writer, List<Diagnostic> findings) =>
        Guarded(source, findings, () => TreeWriter.Write(ScriptReader.Script(source), source, writer));

    /// <summary>The script in one layout for all, without its ordinary comments; it means the same.</summary>
    /// <inheritdoc cref="Tree"/>
    public static bool Script(SourceText source, TextWriter writer, List<Diagnostic> findings) =>
        Guarded(source, findings, () => writer.Write(ScriptPrinter.Print(ScriptReader.Script(source))));

    private static string KindOf(TokenKind kind) => kind switch
    {
        TokenKind.Bad => "bad",
        TokenKind.Identifier => "name",
        TokenKind.Integer => "integer",
        TokenKind.Float => "float",
        TokenKind.StringStart or TokenKind.StringEnd or TokenKind.HeredocStart or TokenKind.HeredocEnd => "quote",
        TokenKind.StringText => "text",
        TokenKind.Extractor => "extractor",
        TokenKind.Doc => "doc",
        TokenKind.ModuleDoc => "module doc",
        TokenKind.ConfigDirective => "directive",
        _ => Syntax.Lexing.Tokens.IsKeyword(kind) ? "keyword" : "symbol",
    };

    private static bool Guarded(SourceText source, List<Diagnostic> findings, Action write) => TextBoundary.Guard(source, findings, () =>
    {
        write();
        return source;
    }) is not null;
}
