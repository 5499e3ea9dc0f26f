using System.Globalization;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>A place at which what came is not what was expected.</summary>
/// <param name="Path">Such as <c>host.names[2]</c>; empty for the whole.</param>
/// <param name="Expected">In words, or a value as JSON.</param>
/// <param name="Got">A value as JSON, or <c>nothing</c>.</param>
internal sealed record Difference(string Path, string Expected, string Got);

/// <summary>Compares values with what a test expects, which may hold patterns (spec: extensions 4.4).</summary>
/// <param name="isPart">Whether records may have further fields.</param>
/// <param name="isStrict">Whether an integer differs from a float of the same value.</param>
internal sealed class Differences(bool isPart, bool isStrict)
{
    /// <summary>Of more differences nobody reads the rest.</summary>
    private const int Most = 20;

    private const string Nothing = "nothing";

    private readonly List<Difference> _found = [];

    /// <summary>The first differences; none where the value is as expected.</summary>
    public static IReadOnlyList<Difference> Of(Value expected, Value got, bool isPart, bool isStrict)
    {
        var differences = new Differences(isPart, isStrict);
        differences.Compare("", expected, got);
        return differences._found;
    }

    private void Compare(string path, Value expected, Value got)
    {
        if (_found.Count >= Most) return;
        if (PatternOf(expected) is { } pattern) ComparePattern(path, pattern, expected, got);
        else if (expected.IsRecord && got.IsRecord) CompareRecords(path, expected, got);
        else if (expected.IsArray && got.IsArray) CompareArrays(path, expected, got);
        else if (!AreEqual(expected, got)) Add(path, Shown(expected), Shown(got));
    }

    private void CompareRecords(string path, Value expected, Value got)
    {
        foreach (var field in expected.Fields)
        {
            var name = field.NameValue.AsText()!;
            var inside = path.Length == 0 ? name : $"{path}.{name}";
            if (got.TryGetField(name, out var value))
            {
                if (PatternOf(field.Value) is "$absent") Add(inside, Nothing, Shown(value));
                else Compare(inside, field.Value, value);
            }
            else if (PatternOf(field.Value) is not "$absent") Add(inside, Shown(field.Value), Nothing);
        }

        if (isPart) return;
        foreach (var field in got.Fields)
        {
            var name = field.NameValue.AsText()!;
            if (!expected.TryGetField(name, out _)) Add(path.Length == 0 ? name : $"{path}.{name}", Nothing, Shown(field.Value));
        }
    }

    private void CompareArrays(string path, Value expected, Value got)
    {
        for (var i = 0; i < Math.Max(expected.Count, got.Count); i++)
        {
            var inside = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (i >= got.Count) Add(inside, Shown(expected[i]), Nothing);
            else if (i >= expected.Count) Add(inside, Nothing, Shown(got[i]));
            else Compare(inside, expected[i], got[i]);
        }
    }

    private void ComparePattern(string path, string pattern, Value expected, Value got)
    {
        expected.TryGetField(pattern, out var given);
        switch (pattern)
        {
            case "$any":
                return;
            case "$absent":
                Add(path, Nothing, Shown(got));
                return;
            case "$literal":
                if (!AreEqual(given, got)) Add(path, Shown(given), Shown(got));
                return;
            case "$type":
                if (!IsOfType(got, given.AsText()!)) Add(path, $"a value of type {given.AsText()}", Shown(got));
                return;
            case "$re":
                if (got.AsText() is not { } text || !Regex.IsMatch(text, given.AsText()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
                    Add(path, $"a string that matches {given.AsText()}", Shown(got));
                return;
            default:
                var within = expected.TryGetField("within", out var allowed) && allowed.TryGetDouble(out var own) ? own : 1e-9;
                if (!TryGetNumber(given, out var number) || !TryGetNumber(got, out var other) || !(Math.Abs(number - other) <= within))
                    Add(path, string.Create(CultureInfo.InvariantCulture, $"{Shown(given)} within {within}"), Shown(got));
                return;
        }
    }

    private bool AreEqual(Value expected, Value got) => isStrict ? ValueEquality.AreStructurallyEqual(expected, got) : ValueEquality.AreEqual(expected, got);

    private void Add(string path, string expected, string got)
    {
        if (_found.Count < Most) _found.Add(new(path, expected, got));
    }

    /// <summary>The pattern that a value is; null for one that stands for itself.</summary>
    private static string? PatternOf(Value value)
    {
        if (!value.IsRecord || value.Count is 0 or > 2) return null;
        foreach (var field in value.Fields)
            if (field.NameUtf8 is [(byte)'$', ..]) return field.NameValue.AsText();
        return null;
    }

    private static bool TryGetNumber(Value value, out double number)
    {
        number = 0;
        return value.IsNumber && value.TryGetDouble(out number);
    }

    private static bool IsOfType(Value value, string type) => type switch
    {
        "string" => value.Kind == ValueKind.String,
        "int" => value.Kind == ValueKind.Integer,
        "float" => value.Kind == ValueKind.Float,
        "number" => value.IsNumber,
        "bool" => value.Kind == ValueKind.Bool,
        "list" => value.IsArray,
        "record" => value.IsRecord,
        "binary" => value.Kind == ValueKind.Binary,
        _ => value.IsNull,
    };

    /// <summary>Long values are cut: the path says where to look.</summary>
    public static string Shown(Value value)
    {
        const int longest = 160;
        var text = ValueExcerpt.Of(value, longest);
        return text.Length <= longest ? text : text[..(longest - 4)] + " ...";
    }
}
