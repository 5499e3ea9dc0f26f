using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// A script or an expression that a language has parsed already, as part of a longer text (a Troy file, a query). Only the language that made it
/// looks inside.
/// </summary>
public interface IScriptTree
{
    /// <summary>Where it is written.</summary>
    SourceSpan Span { get; }
}

/// <summary>A script or an expression to compile: a text of its own, or a tree.</summary>
public sealed class ScriptText
{
    private ScriptText(SourceText source, IScriptTree? tree) => (Source, Tree) = (source, tree);

    /// <summary>The text; with a tree the longer one that it is a part of.</summary>
    public SourceText Source { get; }

    /// <summary>What the language has made of it; null where nobody has parsed it.</summary>
    public IScriptTree? Tree { get; }

    /// <summary>As it is written.</summary>
    public string Text => Tree is null ? Source.Text : Tree.Span.Text;

    /// <summary>A text that is not parsed yet.</summary>
    public static ScriptText Of(SourceText source) => new(source, null);

    /// <summary>A part of a text that is parsed already.</summary>
    public static ScriptText Of(IScriptTree tree) => new(tree.Span.Source, tree);

    /// <summary>Whether a place is in it.</summary>
    public bool Contains(SourceSpan place) =>
        ReferenceEquals(place.Source, Source)
            && (Tree is not { Span: var own } || (place.Start.Offset >= own.Start.Offset && place.Start.Offset <= own.End.Offset));
}
