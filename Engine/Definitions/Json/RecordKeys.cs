namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>The keys that a record of a definition may have.</summary>
/// <param name="all">In the order in which messages list them.</param>
internal sealed class RecordKeys(params string[] all)
{
    public IReadOnlyList<string> All => all;

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Keys that other records of the same kind have, but not this one, each with what to do about it.</summary>
    public IReadOnlyDictionary<string, string> Excluded { get; private init; } = new Dictionary<string, string>();

    public RecordKeys Without(string key, string hint) => new(all) { Required = Required, Excluded = new Dictionary<string, string>(Excluded) { [key] = hint } };

    public RecordKeys Requiring(string key) => new(all) { Required = [.. Required, key], Excluded = Excluded };
}
