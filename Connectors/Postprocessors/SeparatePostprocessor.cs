using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Puts one byte behind each chunk, the line feed unless told otherwise.</summary>
/// <remarks>
/// <para>Behind an empty chunk too. At the end of the stream nothing is added.</para>
/// <example><code>"postprocessors": ["separate"]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("separate")]
internal sealed class SeparatePostprocessor(SeparatePostprocessor.Config config) : IAppendingPostprocessor
{
    internal sealed record Config : IValidatableObject
    {
        /// <summary>What to put behind each chunk: one character of one byte.</summary>
        public string Separator { get; init; } = "\n";

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Encoding.UTF8.GetByteCount(Separator) != 1)
                yield return new ValidationResult($"Invalid 'separator': \"{Separator}\", must be 1 byte.", [nameof(Separator)]);
        }
    }

    private readonly byte _separator = (byte)config.Separator[0];
    private readonly PooledBufferWriter _joined = new(0);

    byte? IAppendingPostprocessor.Separator => _separator;

    public void Append(IBufferWriter<byte> output)
    {
        output.GetSpan(1)[0] = _separator;
        output.Advance(1);
    }

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _joined.Clear();
        _joined.Write(chunk);
        Append(_joined);
        output.Add(_joined.Span);
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => hasLast ? Process(last, 0, output) : null;
}
