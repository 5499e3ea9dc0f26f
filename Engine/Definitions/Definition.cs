namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>Something that has a name and from which instances are made: <c>define KIND name ...</c></summary>
/// <param name="Place">The whole of it; in JSON its name, where it has one.</param>
public abstract record Definition(Name Name, Place Place)
{
    /// <summary>A comment on it; null for none.</summary>
    public Text? Doc { get; init; }

    /// <summary>
    /// False where the reader has left out a part that it could not read, and has reported: what is there counts, but nothing follows from what is
    /// not there.
    /// </summary>
    public bool IsWhole { get; init; } = true;
}
