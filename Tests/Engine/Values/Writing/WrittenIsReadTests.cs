using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Script.Printing;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Engine.Values.Writing;

/// <summary>Whatever a writer of values makes, the reader reads back as the same value.</summary>
public class WrittenIsReadTests
{
    private static readonly JsonStyle[] s_styles =
        [JsonStyle.Compact, JsonStyle.Sorted, JsonStyle.Pretty, JsonStyle.Sorted | JsonStyle.Pretty, JsonStyle.BytesAsNumbers, JsonStyle.BytesAsNumbers | JsonStyle.Pretty];

    private static Gen<double> Finite => Gen.OneOf(
        Gen.Elements(0.0, -0.0, 1.0, 0.1, 1e15, 1e16, 1e21, 1e22, 1e23, 1e-5, 1e-6, 5e-324, 2.2250738585072011e-308, 2.2250738585072014e-308, double.MaxValue, double.MinValue),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(static p => BitConverter.Int64BitsToDouble(((long)p.Item1 << 32) | (uint)p.Item2)).Where(double.IsFinite));

    private static Gen<Value> Integer => Gen.OneOf(
        Gen.Elements(0UL, 1UL, (ulong)long.MaxValue, 1UL << 63, ulong.MaxValue).Select(Value.From),
        Gen.Elements(-1L, long.MinValue, long.MinValue + 1).Select(Value.From),
        Gen.Choose(int.MinValue, int.MaxValue).Two().Select(static p => Value.From(((long)p.Item1 << 32) | (uint)p.Item2)));

    private static Gen<string> Text =>
        from pieces in Gen.OneOf(
            Gen.Choose(0, 0x17f).Select(static c => ((char)c).ToString()),
            Gen.Elements("\\", "\"", "#{", "#", "{", "}", "\u2028", "\u0000", "\u001b", "😀", "\ufeff", "\ufffd", "/", "a long stretch of plain characters ")).ListOf().Resize(8)
        select string.Concat(pieces);

    private static Gen<Value> Any(int depth)
    {
        var scalar = Gen.OneOf(Gen.Elements(Value.Null, Value.True, Value.False), Finite.Select(Value.From), Integer, Text.Select(Value.From));
        if (depth == 0) return scalar;
        return Gen.Frequency(
            (2, scalar),
            (1, Any(depth - 1).ListOf().Resize(5).Select(static items => Value.FromArray([.. items]))),
            (1, Text.SelectMany(name => Any(depth - 1).Select(value => (name, value))).ListOf().Resize(5).Select(static fields =>
            {
                var record = new RecordBuilder(fields.Count);
                foreach (var (name, value) in fields) record.Set(name, value);
                return record.Build();
            })));
    }

    [Property(MaxTest = 3000)]
    public Property Json_is_read_back_as_the_same_value() => Prop.ForAll(Any(3).ToArbitrary(), static value =>
    {
        foreach (var style in s_styles)
        {
            var text = JsonText.ToString(value, style);
            var read = JsonText.Parse(Encoding.UTF8.GetBytes(text), exactIntegers: true);
            Assert.True(IsSame(value, read, (style & JsonStyle.Sorted) == 0), text);
            Assert.Equal(text, JsonText.ToString(read, style));
        }
    });

    /// <summary>What JSON has not becomes null, and nothing else changes.</summary>
    [Property(MaxTest = 300)]
    public Property Infinity_and_nan_are_null() => Prop.ForAll(
        Any(1).Three().ToArbitrary(),
        static values =>
        {
            foreach (var odd in (double[])[double.PositiveInfinity, double.NegativeInfinity, double.NaN, -double.NaN])
            {
                var written = Value.FromArray([values.Item1, Value.From(odd), values.Item2]);
                var expected = Value.FromArray([values.Item1, Value.Null, values.Item2]);
                foreach (var style in s_styles) Assert.True(IsSame(expected, JsonText.Parse(JsonText.ToString(written, style)), (style & JsonStyle.Sorted) == 0));
            }
        });

    [Property(MaxTest = 1000)]
    public Property Literals_of_a_script_are_read_back_as_the_same_value() => Prop.ForAll(
        Finite.Where(double.IsPositive).Two().ToArbitrary(), Text.ToArbitrary(), Integer.Where(static i => i.TryGetUInt64(out _)).ToArbitrary(),
        static (floats, text, integer) =>
        {
            var script = $"[{Notation.Literal(Value.From(floats.Item1))}, {Notation.Literal(integer)}, \"{Notation.Escaped(text)}\", -{Notation.Literal(Value.From(floats.Item2))}]";
            var written = Value.FromArray([Value.From(floats.Item1), integer, Value.From(text), Value.From(-floats.Item2)]);
            Assert.Equal(written.ToString(), ScriptRun.Of(script));
        });

    private static bool IsSame(Value a, Value b, bool inOrder)
    {
        if (a.Kind != b.Kind) return false;
        switch (a.Kind)
        {
            case ValueKind.Float:
                return a.TryGetDouble(out var x) && b.TryGetDouble(out var y) && BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y);
            case ValueKind.Array:
                return a.Count == b.Count && Enumerable.Range(0, a.Count).All(i => IsSame(a[i], b[i], inOrder));
            case ValueKind.Record:
                var (fields, others) = (FieldsOf(a), FieldsOf(b));
                if (!inOrder) (fields, others) = ([.. fields.OrderBy(static f => f.Name, StringComparer.Ordinal)], [.. others.OrderBy(static f => f.Name, StringComparer.Ordinal)]);
                return fields.Count == others.Count && fields.Zip(others).All(p => p.First.Name == p.Second.Name && IsSame(p.First.Value, p.Second.Value, inOrder));
            default:
                return ValueEquality.AreEqual(a, b);
        }
    }

    private static List<(string Name, Value Value)> FieldsOf(Value record)
    {
        var fields = new List<(string, Value)>();
        foreach (var field in record.Fields) fields.Add((field.Name.Text, field.Value));
        return fields;
    }
}
