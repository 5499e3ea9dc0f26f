using System.Buffers;
using System.Text;
using System.Text.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>A text is no JSON. <see cref="ByteOffset"/> says where.</summary>
public sealed class JsonSyntaxException(string message, long byteOffset) : FormatException($"{message} at byte {byteOffset}")
{
    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; } = message;

    /// <summary>0-based offset into the text, in bytes.</summary>
    public long ByteOffset { get; } = byteOffset;
}

/// <summary>Whole JSON texts to values and back, for what is not on the data path (definitions, tests, logs).</summary>
public static class JsonText
{
    /// <summary>The value of one JSON text; it holds no pooled memory.</summary>
    /// <exception cref="JsonSyntaxException">The text is no RFC 8259 JSON.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            reader.Read();
            var value = Read(ref reader);
            if (reader.Read()) throw new JsonSyntaxException("trailing text", reader.TokenStartIndex);
            return value;
        }
        catch (JsonException e)
        {
            throw new JsonSyntaxException(e.Message, reader.BytesConsumed);
        }
    }

    public static Value Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    public static string ToString(Value value, JsonStyle style = JsonStyle.Compact)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(value, buffer, style);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Appends the value to <paramref name="output"/>; compact JSON (spec: stdlib 1.6) when no style is given.</summary>
    /// <exception cref="InsufficientExecutionStackException">The value is nested too deep.</exception>
    public static void Write(Value value, IBufferWriter<byte> output, JsonStyle style = JsonStyle.Compact)
    {
        var writer = new JsonWriter(output, style);
        writer.Write(value);
        writer.Complete();
    }

    private static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var record = new RecordBuilder();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    record.Set(name, Read(ref reader));
                }

                return record.Build();
            case JsonTokenType.StartArray:
                var items = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader));
                return Value.FromArray([.. items]);
            case JsonTokenType.String:
                return Value.From(reader.GetString()!);
            case JsonTokenType.Number:
                if (reader.TryGetInt64(out var signed)) return Value.From(signed);
                if (reader.TryGetUInt64(out var unsigned)) return Value.From(unsigned);
                return Value.From(reader.GetDouble());
            case JsonTokenType.True:
                return Value.True;
            case JsonTokenType.False:
                return Value.False;
            default:
                return Value.Null;
        }
    }
}
