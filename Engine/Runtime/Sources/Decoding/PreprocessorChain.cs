using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>A piece behind the preprocessors; or one that was given up, or its beginning, with the error that stands in its place.</summary>
/// <param name="Length">Bytes of the piece, as far as they are known.</param>
internal readonly record struct ChainItem(Piece Piece, long Length, string? Error);

/// <summary>
/// The preprocessors of one stream, in order (spec: connectors D.1). What it gives stays valid until <see cref="Clear"/>. An exception counts as the error of
/// its piece, but for a lack of memory, which leaves the preprocessors in nobody knows which state.
/// </summary>
internal sealed class PreprocessorChain
{
    private IPreprocessor[] _stages;
    private readonly ITimedPreprocessor[] _timed;
    private readonly IStreamClock _clock;
    private Items _result = new();
    private Items _next = new();
    private bool _hasMarks;

    public PreprocessorChain(IPreprocessor[] stages, IStreamClock clock)
    {
        (_stages, _clock) = (stages, clock);
        _hasMarks = Array.Exists(stages, static stage => stage is TextMark);
        _timed = [.. stages.OfType<ITimedPreprocessor>()];
        foreach (var stage in _timed) stage.UseClock(clock);
    }

    public ReadOnlySpan<ChainItem> Result => _result.Span;

    /// <summary>Whether bytes of an earlier chunk wait in a preprocessor.</summary>
    public bool HoldsData => Array.Exists(_stages, static stage => stage.HoldsData);

    /// <summary>When <see cref="OnDue"/> wants to be called: the earliest wish of a preprocessor.</summary>
    public long? DueNs
    {
        get
        {
            long? due = null;
            foreach (var stage in _timed)
                if (stage.DueNs is { } own && !(due < own)) due = own;
            return due;
        }
    }

    public bool IsEmpty => _stages.Length == 0;

    public void Process(in Piece chunk)
    {
        _result.Add(chunk);
        foreach (var stage in _stages) ProcessAll(stage);
        if (_hasMarks) ForgetMarks();
    }

    /// <summary>Wakes each preprocessor whose time has come. What it gives goes through those behind it.</summary>
    /// <param name="ingestNs">The time of an error that concerns no piece.</param>
    public void OnDue(ulong ingestNs)
    {
        var now = _clock.NowNs;
        foreach (var stage in _stages)
        {
            ProcessAll(stage);
            // Behind what came from in front.
            if (stage is ITimedPreprocessor { DueNs: { } due } timed && due <= now && WakeUp(timed) is { } failure) AddError(_result, failure, ingestNs);
        }
    }

    /// <summary>The stream ends: each preprocessor is finished with each piece that its predecessor had left, or once without.</summary>
    /// <param name="ingestNs"><inheritdoc cref="OnDue"/></param>
    public void Finish(ulong ingestNs)
    {
        foreach (var stage in _stages)
        {
            var hadPiece = false;
            foreach (ref readonly var item in _result.Span)
            {
                hadPiece |= item.Error is null;
                if (item.Error is not null) PassError(stage, item);
                else if (End(stage, item.Piece with { Meta = Value.EmptyRecord }) is { } failure) _next.Error(failure, item.Piece);
            }

            if (!hadPiece && End(stage, null) is { } lastFailure) AddError(_next, lastFailure, ingestNs);
            Advance();
        }
    }

    /// <summary>The stream breaks: what the preprocessors hold goes back to where it came from.</summary>
    public void Discard()
    {
        Clear();
        foreach (var stage in _stages) stage.Discard();
    }

    public void Clear()
    {
        _result.Clear();
        _next.Clear();
    }

    private static void AddError(Items items, string failure, ulong ingestNs)
    {
        var nothing = PooledBuffer.Rent(0);
        try
        {
            items.Error(failure, new Piece(nothing, 0, 0, Value.EmptyRecord, ingestNs));
        }
        finally
        {
            nothing.Release();
        }
    }

    /// <summary>Marks that have seen the start of their text do nothing any more.</summary>
    private void ForgetMarks()
    {
        if (!Array.Exists(_stages, static stage => stage is TextMark { IsPast: true })) return;
        _stages = Array.FindAll(_stages, static stage => stage is not TextMark { IsPast: true });
        _hasMarks = Array.Exists(_stages, static stage => stage is TextMark);
    }

    private void ProcessAll(IPreprocessor stage)
    {
        foreach (ref readonly var item in _result.Span)
        {
            if (item.Error is not null) PassError(stage, item);
            else if (Feed(stage, item.Piece) is { } failure) _next.Error(failure, item.Piece);
        }

        Advance();
    }

    /// <summary>What was given up in front of a preprocessor goes past it; what it holds has lost its continuation.</summary>
    private void PassError(IPreprocessor stage, in ChainItem item)
    {
        if (stage.HoldsData) stage.OnGap(_next);
        _next.Pass(item);
    }

    private string? Feed(IPreprocessor stage, in Piece piece)
    {
        try
        {
            return stage.Process(piece, _next);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message;
        }
    }

    private string? End(IPreprocessor stage, in Piece? last)
    {
        try
        {
            return stage.Finish(last, _next);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message;
        }
    }

    private string? WakeUp(ITimedPreprocessor stage)
    {
        try
        {
            return stage.OnDue(_result);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message;
        }
    }

    private void Advance()
    {
        _result.Clear();
        (_result, _next) = (_next, _result);
    }

    private sealed class Items : IPieceOutput
    {
        private ChainItem[] _items = new ChainItem[16];
        private int _count;

        public ReadOnlySpan<ChainItem> Span => _items.AsSpan(0, _count);

        public void Add(in Piece piece) => Append(new ChainItem(piece, piece.Length, null));

        public void Error(string text, in Piece lost, long? length = null) => Append(new ChainItem(lost, length ?? lost.Length, text));

        public void Pass(in ChainItem item) => Append(item);

        public void Clear()
        {
            foreach (ref readonly var item in Span) item.Piece.Buffer.Release();
            _items.AsSpan(0, _count).Clear();
            _count = 0;
        }

        private void Append(in ChainItem item)
        {
            if (_count == _items.Length) Array.Resize(ref _items, _count * 2);
            item.Piece.Buffer.Retain();
            _items[_count++] = item;
        }
    }
}
