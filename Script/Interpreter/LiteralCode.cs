using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>An array literal.</summary>
internal sealed class ArrayCode(Code[] items) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.Array;

    public override Value Eval(Machine m)
    {
        if (items.Length == 0) return Value.EmptyArray;
        var values = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            values[i] = items[i].Eval(m);
            if (m.Halt != Halt.None) return default;
        }

        m.Fuel -= values.Length + WorkCost.Container;
        return Value.FromArray(values);
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(items);
        var code = new ArrayCode(folded);
        return Folder.AllConstant(folded) ? folder.Evaluate(code) : code;
    }
}

/// <summary>
/// A record literal. Constant fields are laid down first: a computed field wins over a constant one of the same name, wherever they stand
/// (spec: language 3.4).
/// </summary>
internal sealed class RecordCode(Code[] keys, Code[] values) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.Record;

    /// <summary>The names, where all are constant and different; null otherwise.</summary>
    private readonly FieldName[]? _names = NamesOf(keys);

    /// <summary>For names that are computed; most come again.</summary>
    private readonly FieldNameCache _computed = new();

    public override Value Eval(Machine m)
    {
        if (_names is null) return Build(m);
        if (_names.Length == 0) return Value.EmptyRecord;
        var fields = new Value[values.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = values[i].Eval(m);
            if (m.Halt != Halt.None) return default;
        }

        m.Fuel -= fields.Length + WorkCost.Container;
        return Value.FromFields(_names, fields);
    }

    public override Code Fold(Folder folder)
    {
        var (foldedKeys, foldedValues) = (new Code[keys.Length], new Code[keys.Length]);
        for (var i = 0; i < keys.Length; i++)
        {
            foldedKeys[i] = folder.Fold(keys[i]);
            foldedValues[i] = folder.Fold(values[i]);
        }

        var folded = new RecordCode(foldedKeys, foldedValues);
        return Folder.AllConstant(foldedKeys) && Folder.AllConstant(foldedValues) ? folder.Evaluate(folded) : folded;
    }

    private Value Build(Machine m)
    {
        var builder = new RecordBuilder(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            var value = values[i].Eval(m);
            if (m.Halt != Halt.None) return default;
            var name = _computed.Get(keys[i].Eval(m).Utf8);
            if (m.Halt != Halt.None) return default;
            var isConstant = keys[i].IsConstant && values[i].IsConstant;
            if (isConstant && builder.TryGet(name, out _) && IsComputedBefore(m, i, name)) continue;
            builder.Set(name, value);
        }

        m.Fuel -= keys.Length + WorkCost.Record;
        return builder.Build();
    }

    /// <summary>Whether a computed field before the constant one at <paramref name="index"/> has its name.</summary>
    private bool IsComputedBefore(Machine m, int index, FieldName name)
    {
        for (var i = 0; i < index; i++)
            if (!(keys[i].IsConstant && values[i].IsConstant) && keys[i].Eval(m).Utf8.SequenceEqual(name.Utf8)) return true;
        return false;
    }

    private static FieldName[]? NamesOf(Code[] keys)
    {
        if (!Folder.AllConstant(keys)) return null;
        var names = System.Array.ConvertAll(keys, static k => new FieldName(k.Constant.Utf8.ToArray()));
        return new HashSet<FieldName>(names).Count == names.Length ? names : null;
    }
}

/// <summary>A string with interpolation; neighbouring constants are one piece.</summary>
internal sealed class StringCode(Code[] parts, Site site) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.String;

    public override Value Eval(Machine m)
    {
        var text = m.Text;
        var start = text.Length;
        foreach (var part in parts)
        {
            var value = part.Eval(m);
            if (m.Halt != Halt.None)
            {
                text.Length = start;
                return default;
            }

            if (!text.TryAppend(value))
            {
                text.Length = start;
                return m.Fail(ErrorKind.Overflow, site, $"This text gets longer than {TextBuilder.MaxLength} bytes");
            }
        }

        return (m.Fuel -= (text.Length - start) >> 4) >= 0 ? text.Take(start) : m.Exhausted(site);
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(parts);
        var code = new StringCode(folded, site);
        return Folder.AllConstant(folded) ? folder.Evaluate(code) : code;
    }
}
