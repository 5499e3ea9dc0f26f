using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>
/// The effective arguments of an entity, in order of declaration. An argument whose value is unknown (its own error is reported, or nobody
/// deploys the entity) has null; what depends on it is left unchecked.
/// </summary>
internal sealed class Arguments
{
    private readonly List<(string Name, Value? Value)> _all = [];

    public static Arguments None { get; } = new();

    public IEnumerable<string> Names => _all.Select(static a => a.Name);

    public bool AreKnown => _all.TrueForAll(static a => a.Value is not null);

    public void Add(string name, Value? value) => _all.Add((name, value));

    public bool TryGet(string name, out Value? value)
    {
        foreach (var argument in _all)
        {
            if (argument.Name != name) continue;
            value = argument.Value;
            return true;
        }

        value = null;
        return false;
    }

    /// <summary>The value that the script language substitutes for <c>args</c>.</summary>
    public Value ToRecord()
    {
        var record = new RecordBuilder(_all.Count);
        foreach (var (name, value) in _all) record.Set(name, value ?? Value.Null);
        return record.Build();
    }
}
