using System.Buffers;
using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Connectors.Timing;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Timing;

namespace Tremor.Dataflow.Connectors.Bench;

/// <summary>The generating half of <see cref="BenchConnector"/>.</summary>
internal sealed class BenchSource(BenchConnector.Config config, ConnectorContext context) : ISource
{
    private const ulong Stream = 0;
    private const int BlockSize = 64 * 1024; // bytes of lines in one pull, as a file gives them
    private const byte LineEnd = (byte)'\n';

    private static ReadOnlySpan<byte> Mark => [0xef, 0xbb, 0xbf]; // the byte order mark of UTF-8

    private readonly PullDetails _details = new() { Stream = Stream, Origin = new OriginUri("tremor-blaster", context.HostName, null, [config.Path]) };

    private byte[] _content = []; // all pieces, each ended by LineEnd
    private int[] _starts = []; // where each piece starts in _content, and the end
    private int _piece; // the next
    private long _round; // how often the file has come to its end
    private long _start; // time stamp of the connect
    private ulong _startNs;
    private UInt128 _dueNs; // nanoseconds from the start to the next event
    private ulong _wokenNs; // nanoseconds from the start to the end of the last wait
    private bool _isAtEnd;

    public bool IsTransactional => config.IsTransactional;

    public bool ReadsOnWhileDraining => false;

    /// <summary>Whether lines may be handed over together: none of them holds a line end.</summary>
    private bool IsInBlocks => config is { Interval: null, ChunkSize: null, Base64: false };

    public ValueTask ConnectAsync(CancellationToken cancellation)
    {
        if (_starts.Length == 0) Load();
        if (config is { Iters: null, StopAfterSecs: 0 })
            context.Logger.LogWarning("[{Alias}] No stop condition is set: give `iters` or `stop_after_secs`, or stop it by hand.", context.Alias);
        _start = context.Time.GetTimestamp();
        _startNs = context.Time.NowNs();
        _dueNs = config.Interval ?? 0;
        return ValueTask.CompletedTask;
    }

    public async ValueTask<SourceReply> PullAsync(CancellationToken cancellation)
    {
        if (_isAtEnd) return SourceReply.Finished;
        var ingestNs = config.Interval is null ? null : await WaitUntilDueAsync(cancellation);
        if (_round == config.Iters || IsTimeOver() || _starts.Length < 2)
        {
            _isAtEnd = true;
            return SourceReply.EndStream(Stream);
        }

        return IsInBlocks ? NextBlock() : NextPiece(ingestNs);
    }

    private void Load()
    {
        var pieces = new ArrayBufferWriter<byte>();
        var starts = new List<int>();
        foreach (var piece in Pieces(ReadFile()))
        {
            starts.Add(pieces.WrittenCount);
            pieces.Write(config.Base64 ? Decoded(piece.Span) : piece.Span);
            pieces.Write([LineEnd]);
        }

        starts.Add(pieces.WrittenCount);
        _content = pieces.WrittenSpan.ToArray();
        _starts = [.. starts];
    }

    private byte[] ReadFile()
    {
        try
        {
            var bytes = System.IO.File.ReadAllBytes(config.Path);
            if (CompressionNames.OfFile(config.Path) is not { } algorithm) return bytes;
            using var content = new DecompressingStream(algorithm, new MemoryStream(bytes));
            var all = new MemoryStream();
            content.CopyTo(all);
            return all.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw FileErrors.Opening("decompress", config.Path, e);
        }
        catch (Exception e) when (FileErrors.IsExpected(e))
        {
            throw FileErrors.Opening("read", config.Path, e);
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> content)
    {
        if (config.ChunkSize is not { } size)
        {
            while (LineFile.TryTake(ref content, out var line)) yield return line;
            yield break;
        }

        for (; content.Length > size; content = content[size..]) yield return content[..size];
        if (!content.IsEmpty) yield return content;
    }

    private byte[] Decoded(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(Mark)) text = text[Mark.Length..];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out var consumed, out var written) != OperationStatus.Done)
            throw new OutsideException(OutsideFailure.Retry($"\"{config.Path}\" holds a line or piece that is no base64, wrong at its byte {consumed}"));
        return bytes[..written];
    }

    /// <summary>The ingest time of the event that is due: when it was due, or when a timer that woke late let it go.</summary>
    private async ValueTask<ulong?> WaitUntilDueAsync(CancellationToken cancellation)
    {
        var elapsed = context.Time.ElapsedNs(_start);
        if (_dueNs > elapsed)
        {
            await LongDelay.WaitAsync(context.Time, (ulong)UInt128.Min(_dueNs - elapsed, ulong.MaxValue), cancellation);
            _wokenNs = context.Time.ElapsedNs(_start);
        }

        var since = UInt128.Max(_dueNs, _wokenNs);
        _dueNs += config.Interval!.Value;
        return _startNs + (ulong)since;
    }

    private bool IsTimeOver() =>
        config.StopAfterSecs > 0 && context.Time.GetElapsedTime(_start).TotalSeconds >= config.StopAfterSecs + (double)config.WarmupSecs;

    /// <summary>As many whole lines as fit a block, one at least; the file starts anew in a new block.</summary>
    private SourceReply NextBlock()
    {
        var from = _starts[_piece];
        var after = Array.BinarySearch(_starts, _piece + 1, _starts.Length - _piece - 1, from + BlockSize);
        if (after < 0) after = Math.Max(~after - 1, _piece + 1);
        Advance(after);
        return SourceReply.Data(PooledBuffer.CopyOf(_content.AsSpan(from, _starts[after] - from)), LineEnd, _details);
    }

    private SourceReply NextPiece(ulong? ingestNs)
    {
        var (from, to) = (_starts[_piece], _starts[_piece + 1] - 1);
        Advance(_piece + 1);
        return SourceReply.Data(PooledBuffer.CopyOf(_content.AsSpan(from, to - from)), _details with { IngestNs = ingestNs });
    }

    private void Advance(int piece)
    {
        _piece = piece;
        if (_piece < _starts.Length - 1) return;
        _piece = 0;
        _round++;
        // At the start of the stream it is for those who read text to take it off.
        if (_round == 1 && _content.AsSpan(0, _starts[1]).StartsWith(Mark)) _starts[0] = Mark.Length;
    }
}
