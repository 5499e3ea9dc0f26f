using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary>
/// From texts to what can be compiled. What is wrong with a text is added to the findings, in the order of the text, and the result is null:
/// its lexical errors, else its syntax errors.
/// </summary>
public static class ScriptSyntax
{
    /// <summary>A whole script (spec: language 2.2).</summary>
    /// <param name="isFile">Whether the text is a file of its own, which may begin with a module comment.</param>
    public static ParsedScript? Script(SourceText source, bool isFile, List<Diagnostic> findings) => TextBoundary.Guard(
        source, findings, () => new ParsedScript(source, ScriptReader.Script(source, isFile), new TextSpan(0, source.Text.Length)));

    /// <summary>A clause of a <c>select</c>.</summary>
    public static ParsedExpression? Clause(SourceText source, List<Diagnostic> findings) =>
        TextBoundary.Guard(source, findings, () => new ParsedExpression(source, ScriptReader.Clause(source)));

    /// <summary>An expression that can be constant: <c>match</c> and <c>for</c> stand in parentheses.</summary>
    public static ParsedExpression? Simple(SourceText source, List<Diagnostic> findings) =>
        TextBoundary.Guard(source, findings, () => new ParsedExpression(source, ScriptReader.Simple(source)));

    /// <summary>The inside of a string literal, with <c>#{ }</c> interpolation.</summary>
    public static ParsedExpression? Template(SourceText source, List<Diagnostic> findings) =>
        TextBoundary.Guard(source, findings, () => new ParsedExpression(source, ScriptReader.Template(source)));
}
