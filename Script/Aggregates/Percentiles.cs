using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Aggregates;

/// <summary>The percentiles that <c>hdr</c> and <c>dds</c> report: as they were written, and as fractions (spec: stdlib 6.2).</summary>
internal sealed class Percentiles
{
    public static readonly Percentiles Usual = Parse(["0.5", "0.9", "0.95", "0.99", "0.999", "0.9999", "0.99999"])!;

    private readonly (FieldName Name, double Fraction)[] _items;

    private Percentiles((FieldName Name, double Fraction)[] items) => _items = items;

    public ReadOnlySpan<(FieldName Name, double Fraction)> Items => _items;

    /// <summary>The list that an argument gives: its strings; the usual one when it is no array. Null when a string is no number.</summary>
    public static Percentiles? Of(Value argument)
    {
        if (!argument.IsArray) return Usual;
        var texts = new List<string>();
        foreach (var item in argument.Items)
            if (item.AsText() is { } text) texts.Add(text);
        return Parse(texts);
    }

    /// <summary>The record of a value for each; the first error ends it.</summary>
    public CallResult ToRecord(Func<double, CallResult> valueOf)
    {
        var record = new RecordBuilder(_items.Length);
        foreach (var (name, fraction) in _items)
        {
            var value = valueOf(fraction);
            if (value.IsError) return value;
            record.Set(name, value.Value);
        }

        return record.Build();
    }

    private static Percentiles? Parse(IReadOnlyList<string> texts)
    {
        var items = new (FieldName, double)[texts.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var name = new FieldName(texts[i]);
            if (!Numerals.TryFloat(name.Utf8, out var fraction)) return null;
            items[i] = (name, fraction);
        }

        return new Percentiles(items);
    }
}
