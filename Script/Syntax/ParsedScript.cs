using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax;

/// <summary>A script whose syntax is sound: a text of its own, or a part of a longer one, such as a query.</summary>
public sealed class ParsedScript : IScriptTree
{
    private readonly TextSpan _span;

    internal ParsedScript(SourceText source, ScriptFile tree, TextSpan span)
    {
        Source = source;
        Tree = tree;
        _span = span;
    }

    /// <inheritdoc/>
    public SourceSpan Span => Site.Inner;

    /// <summary>The whole text; the places in the tree are places in it.</summary>
    internal SourceText Source { get; }

    internal ScriptFile Tree { get; }

    internal Site Site => new(Source, _span);
}

/// <summary>An expression whose syntax is sound: a text of its own, or a part of a longer one.</summary>
public sealed class ParsedExpression : IScriptTree
{
    internal ParsedExpression(SourceText source, Expression tree)
    {
        Source = source;
        Tree = tree;
    }

    /// <inheritdoc/>
    public SourceSpan Span => Site.Inner;

    /// <inheritdoc cref="ParsedScript.Source"/>
    internal SourceText Source { get; }

    internal Expression Tree { get; }

    internal Site Site => new(Source, Tree.Span);
}
