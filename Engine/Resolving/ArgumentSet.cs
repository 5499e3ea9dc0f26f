using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>
/// The effective arguments of an entity, in order of declaration. An argument whose value is unknown (its own error is reported, or nobody
/// deploys the entity) has null; what depends on it is left unchecked.
/// </summary>
internal sealed class ArgumentSet
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, Value?> _values = [];
    private Value? _record;

    public static ArgumentSet None { get; } = new();

    public IReadOnlyList<string> Names => _names;

    public bool AreKnown => !_values.ContainsValue(null);

    public void Add(string name, Value? value)
    {
        _record = null;
        _names.Add(name);
        _values.Add(name, value);
    }

    public bool TryGet(string name, out Value? value) => _values.TryGetValue(name, out value);

    /// <summary>The value that the script language substitutes for <c>args</c>.</summary>
    public Value ToRecord() => _record ??= MakeRecord();

    private Value MakeRecord()
    {
        var record = new RecordBuilder(_names.Count);
        foreach (var name in _names) record.Set(name, _values[name] ?? Value.Null);
        return record.Build();
    }
}
