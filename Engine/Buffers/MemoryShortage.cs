using System.Runtime.ExceptionServices;

namespace Tremor.Dataflow.Engine.Buffers;

/// <summary>
/// Where the memory may run out, and what happens where it may not. An <see cref="OutOfMemoryException"/> may come of any allocation, also in the middle of what
/// must be done as a whole, so that nobody knows afterwards which events are lost. The few places that give up one piece of work as a whole say so; everywhere
/// else it is the end, before anything catches it.
/// </summary>
public static class MemoryShortage
{
    private static readonly Lock s_ending = new();

    [ThreadStatic]
    private static int t_borne;

    [ThreadStatic]
    private static string? t_work;

    [ThreadStatic]
    private static bool t_ends;

    /// <summary>What this thread works on, for the message at the end; null where nobody has said it.</summary>
    public static string? Work
    {
        get => t_work;
        set => t_work = value;
    }

    /// <summary>Until what it gives is disposed of, by this thread, what runs out of memory is caught by the caller, who gives up what it was doing as a whole.</summary>
    /// <param name="isBorne">False where nothing changes.</param>
    public static Bearing Bear(bool isBorne = true)
    {
        var count = isBorne ? 1 : 0;
        t_borne += count;
        return new(count);
    }

    /// <summary>From now on whoever runs out of memory where it is not borne calls <paramref name="end"/>, before the exception is thrown on.</summary>
    /// <param name="end">Ends the process, from any thread, once, with little memory; it is given <see cref="Work"/>. The other threads that run out of memory wait.</param>
    /// <returns>Ends that.</returns>
    public static IDisposable EndBy(Action<string?> end) => new Watch(end);

    /// <summary>See <see cref="Bear"/>.</summary>
    public readonly ref struct Bearing
    {
        private readonly int _count;

        internal Bearing(int count) => _count = count;

        /// <summary>From here on it is not borne any more, unless it was before.</summary>
        public void Dispose() => t_borne -= _count;
    }

    private sealed class Watch : IDisposable
    {
        private readonly Action<string?> _end;

        public Watch(Action<string?> end)
        {
            _end = end;
            AppDomain.CurrentDomain.FirstChanceException += OnException;
        }

        public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= OnException;

        private void OnException(object? sender, FirstChanceExceptionEventArgs args)
        {
            if (args.Exception is not OutOfMemoryException || t_borne > 0 || t_ends) return;
            t_ends = true;
            try
            {
                lock (s_ending) _end(t_work);
            }
            finally
            {
                t_ends = false;
            }
        }
    }
}
