using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Connectors.Codecs;

/// <summary>JSON, one text a piece.</summary>
/// <remarks>
/// <para>
/// Decodes strict RFC 8259: blanks around the text are allowed, anything else behind it is an error event with the offset in the
/// piece, as are invalid UTF-8, lone surrogates and more than 1024 levels. Integers that fit 64 bits, signed or unsigned, are exact;
/// others become floats, and <c>1.0</c> stays one. A byte order mark at the start of the stream is no part of it (a file of nothing else is empty); that of
/// UTF-16 or UTF-32 is an error, and so is all of a stream that begins as compressed data does. Of a key that comes twice the last value counts. The values look into the
/// piece's buffer.
/// </para>
/// <para>
/// Encodes without blanks; bytes become a base64 string. What nobody changed is copied out as it came, when it came as it would
/// be written.
/// </para>
/// <example><code>{"kind": "stdio", "codec": {"name": "json", "config": {"mode": "sorted"}}, "preprocessors": ["separate"], "postprocessors": ["separate"]}</code></example>
/// <para>(spec: connectors C.2)</para>
/// </remarks>
[Codec("json", TakesWhole = true)]
internal sealed class JsonCodec(JsonCodec.Config? config) : ILineCodec
{
    private const string Sorted = "sorted";
    private const string Unsorted = "unsorted";

    private readonly JsonDecoder _decoder = new();
    private TextStart _start;
    private readonly JsonStyle _style = config?.Mode == Sorted ? JsonStyle.Sorted : JsonStyle.Compact;

    internal sealed record Config : IValidatableObject
    {
        /// <summary>
        /// Order of the fields in what is written: <c>unsorted</c>, as they are in the record, or <c>sorted</c>, by their names' UTF-8
        /// bytes at every level.
        /// </summary>
        public string Mode { get; init; } = Unsorted;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Mode is not (Sorted or Unsorted))
                yield return new ValidationResult($"Unknown json codec mode: {Mode}. Known modes are `{Sorted}` and `{Unsorted}`.", [nameof(Mode)]);
        }
    }

    public bool IsText => true;

    public void Decode(in Piece piece, IDecodeOutput output)
    {
        if (_start.IsAhead) _start.Look(piece.Span);
        if (_start.Refusal is { } reason) output.Error(reason);
        else _decoder.Decode(piece, output);
    }

    public void DecodeLines(in Piece lines, byte separator, IDecodeOutput output)
    {
        if (_start.IsAhead) _start.Look(lines.Span);
        if (_start.Refusal is not { } reason) _decoder.DecodeLines(lines, separator, output);
        else for (var left = lines.Span.Count(separator); left > 0; left--) output.Error(reason);
    }

    public ILineCodec? Fork() => _start.IsPast ? new JsonCodec(config) { _start = _start } : null;

    public string? Encode(Value value, Value meta, IBufferWriter<byte> output)
    {
        try
        {
            JsonText.Write(value, output, _style);
            return null;
        }
        catch (InsufficientExecutionStackException)
        {
            return "The value is nested too deep to be written as JSON.";
        }
    }
}
