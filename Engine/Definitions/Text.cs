using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A script, an expression, a module or a comment. Troy and queries hold it in place; in JSON it is a string, a list of lines or
/// <c>{"file": path}</c> (spec: troy B2).
/// </summary>
public abstract record Text(Place Place);

/// <summary>
/// A text that is written in place. Its <see cref="Source"/> is named after the place (<c>flow.json#/flows/main/...</c>), so that what is found in
/// it can be shown; that name counts for nothing when texts are compared. A number, <c>true</c>, <c>false</c> or <c>null</c> of JSON where an
/// expression is expected is the text of that literal.
/// </summary>
public sealed record WrittenText(SourceText Source, Place Place) : Text(Place)
{
    /// <summary>Whether the texts are the same, wherever they stand.</summary>
    public bool Equals(WrittenText? other) => other is not null && other.Source.Text == Source.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Source.Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>The text of a file: <c>{"file": "scripts/check.tremor"}</c>, relative to the definition.</summary>
public sealed record TextFile(Name Path, Place Place) : Text(Place);

/// <summary>A part of a text that was parsed as a whole, as scripts and expressions in Troy and queries are.</summary>
public sealed record ParsedText(IScriptTree Tree, Place Place) : Text(Place);
