using System.Globalization;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Testing;

/// <summary>Where two large values differ first, for readers of the outcome of a test.</summary>
internal static class ValueDifference
{
    /// <summary>Such as <c>.items[2].price: 10 != 12</c>; null where the values have no parts in common to compare.</summary>
    public static string? Find(Value expected, Value got)
    {
        var path = "";
        while (Step(expected, got) is { } part)
        {
            path += part.Path;
            if (part.Missing is { } missing) return $"{path}: {missing}";
            (expected, got) = (part.Expected, part.Got);
        }

        return path.Length == 0 ? null : $"{path.TrimStart()}: {Display.ToText(expected)} != {Display.ToText(got)}";
    }

    private static Part? Step(Value expected, Value got)
    {
        if (expected.IsArray && got.IsArray)
        {
            for (var i = 0; i < Math.Min(expected.Count, got.Count); i++)
                if (!ValueEquality.AreEqual(expected[i], got[i])) return new Part(string.Create(CultureInfo.InvariantCulture, $"[{i}]"), expected[i], got[i]);
            return new Part(" (length)", Value.From(expected.Count), Value.From(got.Count));
        }

        if (!expected.IsRecord || !got.IsRecord) return null;
        foreach (var field in expected.Fields)
        {
            if (!got.TryGetField(field.Name.Utf8, out var other)) return new Part("." + field.Name.Text, default, default, "only in the first");
            if (!ValueEquality.AreEqual(field.Value, other)) return new Part("." + field.Name.Text, field.Value, other);
        }

        foreach (var field in got.Fields)
            if (!expected.TryGetField(field.Name.Utf8, out _)) return new Part("." + field.Name.Text, default, default, "only in the second");
        return null;
    }

    private sealed record Part(string Path, Value Expected, Value Got, string? Missing = null);
}
