using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::type</c> (spec: stdlib 2.14). None of them fails.</summary>
internal static class TypeModule
{
    private static readonly Value s_null = Value.From("null");
    private static readonly Value s_bool = Value.From("bool");
    private static readonly Value s_integer = Value.From("integer");
    private static readonly Value s_float = Value.From("float");
    private static readonly Value s_string = Value.From("string");
    private static readonly Value s_array = Value.From("array");
    private static readonly Value s_record = Value.From("record");
    private static readonly Value s_bytes = Value.From("bytes");

    [Function("type::as_string")]
    [Example("type::as_string(1)", "\"integer\"")]
    [Example("type::as_string(<<1>>)", "\"bytes\"")]
    public static Value AsString(Value value) => value.Kind switch
    {
        ValueKind.Null => s_null,
        ValueKind.Bool => s_bool,
        ValueKind.Integer => s_integer,
        ValueKind.Float => s_float,
        ValueKind.String => s_string,
        ValueKind.Array => s_array,
        ValueKind.Record => s_record,
        _ => s_bytes,
    };

    [Function("type::is_null")]
    [Example("type::is_null(null)", "true")]
    public static bool IsNull(Value value) => value.IsNull;

    [Function("type::is_bool")]
    [Example("type::is_bool(true)", "true")]
    public static bool IsBool(Value value) => value.Kind == ValueKind.Bool;

    [Function("type::is_integer")]
    [Example("type::is_integer(1)", "true")]
    [Example("type::is_integer(18446744073709551615)", "false")]
    public static bool IsInteger(Value value) => value.TryGetInt64(out _);

    [Function("type::is_float")]
    [Example("type::is_float(1)", "false")]
    public static bool IsFloat(Value value) => value.Kind == ValueKind.Float;

    [Function("type::is_number")]
    [Example("type::is_number(1.5)", "true")]
    public static bool IsNumber(Value value) => value.IsNumber;

    [Function("type::is_string")]
    [Example("type::is_string(\"\")", "true")]
    public static bool IsString(Value value) => value.IsString;

    [Function("type::is_array")]
    [Example("type::is_array([])", "true")]
    public static bool IsArray(Value value) => value.IsArray;

    [Function("type::is_record")]
    [Example("type::is_record({})", "true")]
    public static bool IsRecord(Value value) => value.IsRecord;

    [Function("type::is_binary")]
    [Example("type::is_binary(<< >>)", "true")]
    public static bool IsBinary(Value value) => value.Kind == ValueKind.Binary;
}
