using System.Buffers.Binary;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Takes the ingest time of events from the first 8 bytes of each piece: nanoseconds since the epoch, big endian, unsigned.</summary>
/// <remarks>
/// <para>The rest of the piece is its data. A piece of less than 8 bytes is an error.</para>
/// <example><code>"preprocessors": ["length-prefixed", "ingest-ns"]</code></example>
/// <para>(spec: connectors D.9)</para>
/// </remarks>
[Preprocessor("ingest-ns", TakesWhole = true)]
internal sealed class IngestNsPreprocessor : IPreprocessor
{
    private const int Header = sizeof(ulong);

    public string? Process(in Piece piece, IPieceOutput output)
    {
        if (piece.Length < Header) output.Error("Extract Ingest Ts Preprocessor: < 8 byte", piece);
        else
            output.Add(piece with
            {
                Offset = piece.Offset + Header,
                Length = piece.Length - Header,
                IngestNs = BinaryPrimitives.ReadUInt64BigEndian(piece.Span),
            });
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output) => last is { } piece ? Process(piece, output) : null;
}
