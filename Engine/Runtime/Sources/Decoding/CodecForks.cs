using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

/// <summary>The codec of a stream and its forks, of which a thread of the pool takes one at a time.</summary>
/// <param name="own">Of the source's loop.</param>
internal sealed class CodecForks(ILineCodec own)
{
    private readonly Lock _lock = new();
    private readonly Stack<ILineCodec> _idle = []; // guarded by _lock
    private int _count;

    public ILineCodec Own => own;

    /// <summary>By the loop: makes one more until there are as many.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Have(int forks)
    {
        if (_count < forks && own.Fork() is { } fork)
        {
            _count++;
            Return(fork);
        }

        return _count > 0;
    }

    public ILineCodec? TryTake()
    {
        lock (_lock) return _idle.TryPop(out var codec) ? codec : null;
    }

    public void Return(ILineCodec codec)
    {
        lock (_lock) _idle.Push(codec);
    }
}
