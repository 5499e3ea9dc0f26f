using System.Buffers;
using System.Buffers.Text;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Postprocessors;

/// <summary>Puts the length of each chunk in front of it: decimal digits and a blank, the framing of syslog over TCP (RFC 6587).</summary>
/// <remarks>
/// <example><code>"postprocessors": ["textual-length-prefixed"]</code></example>
/// <para>(spec: connectors E.1)</para>
/// </remarks>
[Postprocessor("textual-length-prefixed")]
internal sealed class TextualLengthPrefixedPostprocessor : IPostprocessor
{
    private const int MaxDigits = 10;

    private readonly PooledBufferWriter _message = new(0);

    public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output)
    {
        _message.Clear();
        Utf8Formatter.TryFormat(chunk.Length, _message.GetSpan(MaxDigits), out var digits);
        _message.Advance(digits);
        _message.Write(" "u8);
        _message.Write(chunk);
        output.Add(_message.Span);
        return null;
    }

    public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => hasLast ? Process(last, 0, output) : null;
}
