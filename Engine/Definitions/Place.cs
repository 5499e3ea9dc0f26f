using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// Where a part of a definition is written: a span of a text and, in JSON, a pointer. Two places are always equal, so that parts compare by what
/// they say; who keeps parts apart by where they stand compares references.
/// </summary>
public abstract class Place : IEquatable<Place>
{
    /// <summary>The place of what no text says: it was made by a program.</summary>
    public static Place None { get; } = new Nowhere();

    /// <summary>The part that is underlined; null for <see cref="None"/>.</summary>
    public abstract SourceSpan? Span { get; }

    /// <summary>JSON pointer (RFC 6901) from the document's root; null outside of JSON.</summary>
    public virtual string? Pointer => null;

    /// <summary>Whether it is in a query or in Troy, not in JSON.</summary>
    internal bool IsText => Pointer is null && Span is not null;

    /// <summary>What the place alone does not tell, behind the hint of a finding; null for nothing.</summary>
    public virtual string? Note => null;

    /// <summary>Findings of one text are shown in this order; equal ones in the order in which they were found.</summary>
    public virtual int Order => Span?.Start.Offset ?? 0;

    /// <summary>The place of a span in a text that is not JSON.</summary>
    public static Place At(SourceSpan span) => new TextPlace(span);

    /// <summary>True: places do not tell parts apart.</summary>
    public bool Equals(Place? other) => other is not null;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is Place;

    /// <inheritdoc/>
    public sealed override int GetHashCode() => 0;

    private sealed class Nowhere : Place
    {
        public override SourceSpan? Span => null;
    }

    private sealed class TextPlace(SourceSpan span) : Place
    {
        public override SourceSpan? Span => span;
    }
}
