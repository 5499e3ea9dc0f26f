namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The keys that a record of a definition may have.</summary>
/// <param name="all">In the order in which messages list them.</param>
internal sealed class RecordKeys(params string[] all)
{
    public IReadOnlyList<string> All => all;

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>A key that other records of the same kind have, but not this one, and what to do about it.</summary>
    public (string Key, string Hint)? Excluded { get; private init; }

    public RecordKeys Without(string key, string hint) => new(all) { Required = Required, Excluded = (key, hint) };
}
