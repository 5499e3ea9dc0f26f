using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>The texts of run-time errors (spec: language 12.4).</summary>
internal static class Failures
{
    public const string RoundingHint = "math::round, math::trunc, math::floor and math::ceil make integers of floats";

    /// <summary>The name of a value's type as messages show it.</summary>
    public static string TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => "bool",
        ValueKind.Integer => "integer",
        ValueKind.Float => "float",
        ValueKind.String => "string",
        ValueKind.Binary => "bytes",
        ValueKind.Array => "array",
        _ => "record",
    };

    public static string MissingKey(string where, string key) => $"Trying to access a non existing {where} key `{key}`";

    public static string? NearKey(string key, IEnumerable<string> known)
    {
        if (key is "nil" or "none" or "None" or "undefined") return "Did you mean `null`?";
        return NearestName.FindWithin(2, key, known) is { } near ? $"Did you mean `{near}`?" : null;
    }

    public static Value Conflict(this Machine m, Site site, Value found, string expected) =>
        m.Fail(
            ErrorKind.TypeConflict, site, $"Conflicting types: found {TypeOf(found)} but expected {expected}",
            expected == "integer" && found.Kind == ValueKind.Float ? RoundingHint : null);

    public static IEnumerable<string> KeysOf(Value record)
    {
        foreach (var field in record.Fields) yield return field.Name.Text;
    }
}
