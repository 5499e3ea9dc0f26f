using System.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes.Windows;

/// <summary>The groups that an event belongs to (spec: query 12.4).</summary>
internal sealed class GroupTuples
{
    /// <summary>More groups than anybody means: lists that are multiplied by each other fill the memory.</summary>
    private const long MaxTuples = 1 << 16;

    private readonly (GroupDimension Dimension, ScriptInstance Script)[] _dimensions;
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly List<Value[]> _tuples = [];
    private readonly List<Value[]> _longer = [];

    public GroupTuples((GroupDimension Dimension, ScriptInstance Script)[] dimensions) => _dimensions = dimensions;

    /// <summary>The values of each group, in order; they look into the event. Overwritten by the next call.</summary>
    /// <exception cref="SelectException">An expression fails, or <c>each</c> finds no list.</exception>
    public IReadOnlyList<Value[]> Of(ref Event e)
    {
        _tuples.Clear();
        if (_dimensions.Length == 0)
        {
            _tuples.Add([Value.Null]);
            return _tuples;
        }

        _tuples.Add([]);
        foreach (var (dimension, script) in _dimensions)
        {
            var state = Value.Null;
            if (script.Run(ref e.Data, ref e.Meta, ref state) == ScriptOutcome.Error) throw new SelectException(script.Error!);
            var value = script.Value;
            _longer.Clear();
            if (!dimension.IsEach)
            {
                foreach (var tuple in _tuples) _longer.Add([.. tuple, value]);
            }
            else if (!value.IsArray)
            {
                throw new SelectException(script.WrongType("array", dimension.Place));
            }
            else
            {
                if (_tuples.Count * (long)value.Count > MaxTuples) throw new SelectException(script.Unusable($"An event cannot belong to more than {MaxTuples} groups"));
                // What belongs to no element of one list belongs to no group.
                foreach (var tuple in _tuples)
                    foreach (var item in value.Items) _longer.Add([.. tuple, item]);
            }

            _tuples.Clear();
            _tuples.AddRange(_longer);
        }

        return _tuples;
    }

    /// <summary>The key of a group: the JSON of its values, records sorted. Overwritten by the next call.</summary>
    public ReadOnlySpan<byte> KeyOf(Value[] tuple)
    {
        _key.ResetWrittenCount();
        JsonText.Write(Value.FromArray(tuple), _key, JsonStyle.Sorted);
        return _key.WrittenSpan;
    }

    /// <summary>The value of <c>group</c>, which outlives the event: the values and the key.</summary>
    public static Value GroupOf(Value[] tuple, byte[] key)
    {
        var group = new Value[tuple.Length + 1];
        for (var i = 0; i < tuple.Length; i++) group[i] = tuple[i].Detach();
        group[^1] = Value.FromUtf8(key);
        return Value.FromArray(group);
    }
}

/// <summary>Compares the keys of groups, also with ones that are not kept.</summary>
internal sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly KeyComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] key) => GetHashCode(key.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
