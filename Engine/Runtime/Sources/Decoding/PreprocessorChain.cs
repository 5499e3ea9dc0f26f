using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>A piece behind the preprocessors, or the error that stands in its place.</summary>
internal readonly record struct ChainItem(Piece Piece, string? Error);

/// <summary>
/// The preprocessors of one stream, in order (spec: connectors D.1). What it gives stays valid until <see cref="Clear"/>. An exception counts as an error.
/// </summary>
internal sealed class PreprocessorChain
{
    private readonly IPreprocessor[] _stages;
    private readonly ITimedPreprocessor[] _timed;
    private readonly IStreamClock _clock;
    private Items _result = new();
    private Items _next = new();

    public PreprocessorChain(IPreprocessor[] stages, IStreamClock clock)
    {
        (_stages, _clock) = (stages, clock);
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

    /// <returns>What is wrong: then there is no result and the whole chunk has failed; null when it went well.</returns>
    public string? Process(in Piece chunk)
    {
        _result.Add(chunk);
        foreach (var stage in _stages)
            if (ProcessAll(stage) is { } failure) return Fail(failure);
        return null;
    }

    /// <summary>Wakes each preprocessor whose time has come. What it gives goes through those behind it.</summary>
    /// <returns><inheritdoc cref="Process"/></returns>
    public string? OnDue()
    {
        var now = _clock.NowNs;
        foreach (var stage in _stages)
        {
            if (ProcessAll(stage) is { } failure) return Fail(failure);
            if (stage is ITimedPreprocessor { DueNs: { } due } timed && due <= now && WakeUp(timed) is { } lateFailure) return Fail(lateFailure);
        }

        return null;
    }

    /// <summary>The stream ends: each preprocessor is finished with each piece that its predecessor had left, or once without.</summary>
    /// <returns><inheritdoc cref="Process"/></returns>
    public string? Finish()
    {
        foreach (var stage in _stages)
        {
            var hadPiece = false;
            foreach (ref readonly var item in _result.Span)
            {
                hadPiece |= item.Error is null;
                if (item.Error is { } error) _next.Error(error);
                else if (End(stage, item.Piece with { Meta = Value.EmptyRecord }) is { } failure) return Fail(failure);
            }

            if (!hadPiece && End(stage, null) is { } lastFailure) return Fail(lastFailure);
            Advance();
        }

        return null;
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

    private string? ProcessAll(IPreprocessor stage)
    {
        foreach (ref readonly var item in _result.Span)
        {
            if (item.Error is { } error) _next.Error(error);
            else if (Feed(stage, item.Piece) is { } failure) return failure;
        }

        Advance();
        return null;
    }

    private string? Feed(IPreprocessor stage, in Piece piece)
    {
        try
        {
            return stage.Process(piece, _next);
        }
        catch (Exception e)
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
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private string? WakeUp(ITimedPreprocessor stage)
    {
        try
        {
            // Behind what came from in front.
            return stage.OnDue(_result);
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private string Fail(string failure)
    {
        Clear();
        return failure;
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

        public void Add(in Piece piece)
        {
            piece.Buffer.Retain();
            Append(new ChainItem(piece, null));
        }

        public void Error(string text) => Append(new ChainItem(default, text));

        public void Clear()
        {
            foreach (ref readonly var item in Span)
                if (item.Error is null) item.Piece.Buffer.Release();
            _items.AsSpan(0, _count).Clear();
            _count = 0;
        }

        private void Append(in ChainItem item)
        {
            if (_count == _items.Length) Array.Resize(ref _items, _count * 2);
            _items[_count++] = item;
        }
    }
}
