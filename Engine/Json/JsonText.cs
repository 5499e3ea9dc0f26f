using System.Buffers;
using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Engine.Json;

/// <summary>A text is no JSON. <see cref="ByteOffset"/> says where.</summary>
public sealed class JsonSyntaxException(string message, long byteOffset) : FormatException($"{message} at byte {byteOffset}")
{
    /// <summary>The error in words, without the place.</summary>
    public string Reason { get; } = message;

    /// <summary>0-based offset into the text, in bytes.</summary>
    public long ByteOffset { get; } = byteOffset;
}

/// <summary>Whole JSON texts to values and back, for what is not a stream of events (definitions, library functions, tests, logs).</summary>
public static class JsonText
{
    [ThreadStatic]
    private static JsonParser? t_parser;

    [ThreadStatic]
    private static JsonParser? t_exactParser;

    /// <summary>The value of one JSON text; it holds no pooled memory.</summary>
    /// <param name="exactIntegers">Refuse integers outside i64 and u64, which otherwise become floats.</param>
    /// <exception cref="JsonSyntaxException">The text is no RFC 8259 JSON.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8, bool exactIntegers = false)
    {
        if (TryParse(utf8, exactIntegers, out var value, out var reason, out var offset)) return value;
        throw new JsonSyntaxException(reason, offset);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, bool)"/>
    public static Value Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>As <see cref="Parse(ReadOnlySpan{byte}, bool)"/>, for texts that may well be wrong.</summary>
    /// <param name="reason">What is wrong, without the place.</param>
    /// <param name="offset">The place: 0-based offset into the text, in bytes.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8, bool exactIntegers, out Value value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? reason, out int offset)
    {
        var parser = exactIntegers ? t_exactParser ??= new JsonParser { ExactIntegers = true } : t_parser ??= new JsonParser();
        var buffer = PooledBuffer.CopyOf(utf8);
        var store = JsonStore.Rent(buffer, parser.Shapes);
        buffer.Release();
        reason = parser.Parse(store, buffer.Array, 0, utf8.Length, out value, out offset);
        if (reason is null) value = value.Detach();
        store.Release();
        return reason is null;
    }

    /// <summary>The value as JSON.</summary>
    public static string ToString(Value value, JsonStyle style = JsonStyle.Compact) => JsonWriter.ToText(value, style);

    /// <summary>Appends the value to <paramref name="output"/>; compact JSON (spec: stdlib 1.6) when no style is given.</summary>
    /// <exception cref="InsufficientExecutionStackException">The value is nested too deep.</exception>
    public static void Write(Value value, IBufferWriter<byte> output, JsonStyle style = JsonStyle.Compact)
    {
        var writer = new JsonWriter(output, style);
        writer.Write(value);
        writer.Complete();
    }
}
