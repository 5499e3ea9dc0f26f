using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime;

/// <summary>A piece behind the preprocessors, or the error that stands in its place.</summary>
internal readonly record struct ChainItem(Piece Piece, string? Error);

/// <summary>The preprocessors of one stream, in order (spec: connectors D.1). What it gives stays valid until <see cref="Clear"/>.</summary>
internal sealed class PreprocessorChain(IPreprocessor[] stages)
{
    private Items _result = new();
    private Items _next = new();

    public ReadOnlySpan<ChainItem> Result => _result.Span;

    /// <summary>Whether bytes of an earlier chunk wait in a preprocessor.</summary>
    public bool HoldsData => Array.Exists(stages, static stage => stage.HoldsData);

    /// <returns>What is wrong: then there is no result and the whole chunk has failed; null when it went well.</returns>
    public string? Process(in Piece chunk)
    {
        _result.Add(chunk);
        foreach (var stage in stages)
        {
            foreach (ref readonly var item in _result.Span)
            {
                if (item.Error is { } error) _next.Error(error);
                else if (stage.Process(item.Piece, _next) is { } failure) return Fail(failure);
            }

            Advance();
        }

        return null;
    }

    /// <summary>The stream ends: each preprocessor is finished with each piece that its predecessor had left, or once without.</summary>
    /// <returns><inheritdoc cref="Process"/></returns>
    public string? Finish()
    {
        foreach (var stage in stages)
        {
            var hadPiece = false;
            foreach (ref readonly var item in _result.Span)
            {
                hadPiece |= item.Error is null;
                if (item.Error is { } error) _next.Error(error);
                else if (stage.Finish(item.Piece with { Meta = Value.EmptyRecord }, _next) is { } failure) return Fail(failure);
            }

            if (!hadPiece && stage.Finish(null, _next) is { } lastFailure) return Fail(lastFailure);
            Advance();
        }

        return null;
    }

    public void Clear()
    {
        _result.Clear();
        _next.Clear();
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
