namespace Tremor.Dataflow.Engine.Contraflow;

/// <summary>Objects to be used again, at most some hundred. Any thread.</summary>
internal sealed class Spares<T>
    where T : class
{
    private const int Most = 256;

    private readonly Lock _gate = new();
    private readonly Stack<T> _more = [];
    private T? _one;

    public T? Take()
    {
        if (Volatile.Read(ref _one) is not null && Interlocked.Exchange(ref _one, null) is { } one) return one;
        lock (_gate) return _more.TryPop(out var spare) ? spare : null;
    }

    public void Add(T spare)
    {
        if (Volatile.Read(ref _one) is null && Interlocked.CompareExchange(ref _one, spare, null) is null) return;
        lock (_gate)
            if (_more.Count < Most) _more.Push(spare);
    }
}
