using System.Buffers.Binary;
using System.Numerics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>
/// A run of clauses, one behind the other, each of which applies only where one value, the target or one of its fields, equals a constant of the
/// clause. The value is looked up once, and only the clauses whose constant it equals are tried, in their order; nothing that could fail or be
/// noticed comes before that comparison in the others (spec: language 5.5).
/// </summary>
internal sealed class ClauseIndex
{
    /// <summary>Shorter runs are as fast one clause after the other.</summary>
    public const int MinClauses = 2;

    private readonly bool _hasField;
    private readonly FieldAccess _field;

    /// <summary>The clauses as they are, and with the comparison left out that the index does for them.</summary>
    private readonly ClauseCode[] _clauses;
    private readonly ClauseCode[] _rests;
    private readonly Entry[] _entries;

    /// <summary>The first entry for each hash; -1 for none.</summary>
    private readonly int[] _heads;
    private readonly int _shift;

    /// <param name="field">Where the value is; null for the target itself.</param>
    /// <param name="constants">What it must equal, for each clause: of kinds that <see cref="Accepts"/>.</param>
    public ClauseIndex(FieldAccess? field, ClauseCode[] clauses, Value[] constants)
    {
        _hasField = field is not null;
        _field = field.GetValueOrDefault();
        _clauses = clauses;
        _rests = System.Array.ConvertAll(clauses, Rest);
        _entries = new Entry[clauses.Length];
        var bits = BitOperations.Log2((uint)clauses.Length) + 2;
        _shift = 64 - bits;
        _heads = new int[1 << bits];
        System.Array.Fill(_heads, -1);

        // From the last to the first, so that each chain has the order of the clauses.
        for (var i = clauses.Length - 1; i >= 0; i--)
        {
            TryKey(constants[i], out var key);
            ref var head = ref _heads[Bucket(key)];
            _entries[i] = new Entry(key, constants[i], IsEmpty(_rests[i]), head);
            head = i;
        }
    }

    /// <summary>Whether clauses that compare with the constant can be found by it: a float equals what lies near it, too.</summary>
    public static bool Accepts(Value constant) => constant.Kind is ValueKind.Null or ValueKind.Bool or ValueKind.Integer or ValueKind.String;

    /// <summary>The first clause of the run that applies; null for none, and after an error.</summary>
    public ClauseCode? Find(Machine m, Value target)
    {
        var value = target;
        if (_hasField && !_field.TryGet(m, target, out value)) return null;
        var text = value.Utf8;
        ulong key;
        if (!text.IsEmpty) key = KeyOf(text);
        else if (value.TryGetInt64(out var integer)) key = (ulong)integer;
        else if (!TryKey(value, out key)) return FindInOrder(m, target);
        for (var at = _heads[Bucket(key)]; at >= 0;)
        {
            ref readonly var entry = ref _entries[at];
            if (entry.Key == key && entry.Equals(value, text))
            {
                var rest = _rests[at];
                if (entry.IsDecided || rest.Applies(m, target)) return rest;
                if (m.Halt != Halt.None) return null;
            }

            at = entry.Next;
        }

        return null;
    }

    private ClauseCode? FindInOrder(Machine m, Value target)
    {
        foreach (var clause in _clauses)
        {
            if (clause.Applies(m, target)) return clause;
            if (m.Halt != Halt.None) return null;
        }

        return null;
    }

    /// <summary>The clause without the first comparison of the field; it adds nothing to what a pattern extracts.</summary>
    private ClauseCode Rest(ClauseCode clause)
    {
        if (clause.Pattern is not RecordPatternCode record) return clause;
        var compared = record.Tests.First(t => t.Field.Name.Equals(_field.Name) && t.TryGetConstant(out var constant) && Accepts(constant));
        return clause with { Pattern = new RecordPatternCode([.. record.Tests.Where(t => t != compared)]) };
    }

    /// <summary>Whether nothing is left to look at.</summary>
    private static bool IsEmpty(ClauseCode rest) => rest is { Slot: < 0, Guard: null, Pattern: LiteralPatternCode or RecordPatternCode { Tests.Length: 0 } };

    private int Bucket(ulong key) => (int)((key * 0x9E37_79B9_7F4A_7C15) >> _shift);

    /// <summary>The same number for equal values; false where it cannot be said.</summary>
    private static bool TryKey(Value value, out ulong key)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                key = KeyOf(value.Utf8);
                return true;
            case ValueKind.Binary:
                key = KeyOf(value.Bytes);
                return true;
            case ValueKind.Integer:
                key = value.TryGetInt64(out var signed) ? (ulong)signed : value.TryGetUInt64(out var unsigned) ? unsigned : 0;
                return true;
            case ValueKind.Float:
                key = 0;
                return false;
            default:
                key = 1UL << 61;
                return true;
        }
    }

    /// <summary>Length and both ends of a text.</summary>
    private static ulong KeyOf(ReadOnlySpan<byte> text)
    {
        ulong word;
        if (text.Length >= 8)
        {
            var end = BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]);
            word = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ BitOperations.RotateLeft(end, 29);
        }
        else if (text.Length >= 4)
        {
            var end = BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]);
            word = BinaryPrimitives.ReadUInt32LittleEndian(text) | ((ulong)end << 32);
        }
        else
        {
            word = 0;
            foreach (var unit in text) word = (word << 8) | unit;
        }

        return word ^ ((ulong)text.Length << 56);
    }

    /// <param name="isDecided">Whether the clause has nothing but the comparison with its constant.</param>
    /// <param name="next">The next entry with the same hash; -1 for none.</param>
    private readonly struct Entry(ulong key, Value constant, bool isDecided, int next)
    {
        public readonly ulong Key = key;
        public readonly int Next = next;
        public readonly bool IsDecided = isDecided;
        private readonly Value _constant = constant;

        /// <param name="text">That of the value where it has one.</param>
        public bool Equals(Value value, ReadOnlySpan<byte> text) =>
            text.IsEmpty ? value.IsSame(_constant) || ValueEquality.AreEqual(value, _constant) : text.SequenceEqual(_constant.Utf8);
    }
}
