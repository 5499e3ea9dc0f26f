using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>
/// Preprocessors, one behind the other, that note where the first piece was refused: they see a whole chunk before the codec sees any of it, so only
/// what counts the pieces behind the last of them knows which came before the refused one.
/// </summary>
internal sealed class WatchedPreprocessors(IReadOnlyList<IPreprocessor> stages, DecodeFailure failure) : ITimedPreprocessor
{
    private readonly DecodeFailure _failure = failure;
    private IStreamClock? _clock;

    public bool HoldsData => stages.Any(static s => s.HoldsData);

    public long? DueNs => stages.OfType<ITimedPreprocessor>().Min(static s => s.DueNs);

    public void UseClock(IStreamClock clock)
    {
        _clock = clock;
        foreach (var stage in stages.OfType<ITimedPreprocessor>()) stage.UseClock(clock);
    }

    public string? Process(in Piece piece, IPieceOutput output)
    {
        Feed(0, piece, output);
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output) => End(0, last, output);

    public string? OnDue(IPieceOutput output)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            if (stages[i] is not ITimedPreprocessor { DueNs: { } due } stage || due > _clock!.NowNs) continue;
            if (Guarded(() => stage.OnDue(new Behind(this, i, output))) is { } error) return _failure.Refuse(error);
        }

        return null;
    }

    public void Discard()
    {
        foreach (var stage in stages) stage.Discard();
    }

    private void Feed(int index, in Piece piece, IPieceOutput output)
    {
        if (index == stages.Count)
        {
            _failure.CountPiece();
            output.Add(piece);
            return;
        }

        var own = piece;
        if (Guarded(() => stages[index].Process(own, new Behind(this, index, output))) is { } error) output.Error(_failure.Refuse(error), piece);
    }

    /// <summary>Each is finished with each piece that the one in front left, or once without.</summary>
    private string? End(int index, Piece? last, IPieceOutput output)
    {
        if (index == stages.Count)
        {
            if (last is { } piece) Feed(index, piece, output);
            return null;
        }

        var behind = new BehindEnd(this, index, output);
        var error = Guarded(() => stages[index].Finish(last, behind));
        if (error is not null) _failure.Refuse(error);
        var next = behind.HadPiece ? null : End(index + 1, null, output);
        return error is null || next is null ? error ?? next : $"{error}; {next}";
    }

    /// <summary>An exception counts as the error of its piece, as it does in flows.</summary>
    private static string? Guarded(Func<string?> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e.Message;
        }
    }

    private sealed class Behind(WatchedPreprocessors all, int index, IPieceOutput output) : IPieceOutput
    {
        public void Add(in Piece piece) => all.Feed(index + 1, piece, output);

        public void Error(string text, in Piece lost, long? length = null) => output.Error(all._failure.Refuse(text), lost, length);
    }

    private sealed class BehindEnd(WatchedPreprocessors all, int index, IPieceOutput output) : IPieceOutput
    {
        public bool HadPiece { get; private set; }

        public void Add(in Piece piece)
        {
            HadPiece = true;
            if (all.End(index + 1, piece, output) is { } error) output.Error(error, piece);
        }

        public void Error(string text, in Piece lost, long? length = null) => output.Error(all._failure.Refuse(text), lost, length);
    }
}
