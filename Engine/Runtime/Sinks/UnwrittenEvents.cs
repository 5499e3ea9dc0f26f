using System.Runtime.InteropServices;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Runtime.Sinks;

/// <summary>
/// The events of a sink whose bytes are still in streaming postprocessors, such as <c>collect</c>, or on their way from there. An event that its source can
/// send again is answered when its bytes are written, or never will be. Any other is answered at once, for nobody could do anything about it, and is counted
/// as lost when its bytes do not get out.
/// </summary>
/// <remarks>By the sink's loop; <see cref="GiveUp"/> from any thread.</remarks>
/// <param name="fail">Counts those that are not written; the reason in words where it is not the last error of the sink.</param>
/// <param name="since">Nanoseconds since a timestamp of the clock.</param>
internal sealed class UnwrittenEvents(Action<WaitingEvents, string?> fail, Func<long, ulong> since)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly List<UnwrittenStream> _streams = [];
    private readonly List<Taken> _taken = []; // of the deliveries that are under way
    private Delivery? _delivery; // the last that began of them
    private bool _isGivenUp;

    /// <summary>Whether there is any stream with streaming postprocessors.</summary>
    public bool HasStreams
    {
        get
        {
            lock (_lock) return _streams.Count > 0;
        }
    }

    /// <summary>A stream with streaming postprocessors begins.</summary>
    public UnwrittenStream Open(PostprocessorChain chain)
    {
        var stream = new UnwrittenStream(chain);
        lock (_lock) _streams.Add(stream);
        return stream;
    }

    public void Begin(Delivery delivery)
    {
        lock (_lock) _delivery = delivery;
    }

    /// <summary>The postprocessors have taken an event.</summary>
    public void Take(UnwrittenStream stream, in Event e, long number)
    {
        lock (_lock)
            if (!_isGivenUp && _delivery is not null && _delivery.Events.Overlaps(new ReadOnlySpan<Event>(in e), out var index))
                _taken.Add(new(stream, _delivery, index, number));
    }

    /// <summary>A postprocessor has given events on, and the one behind it did not take them.</summary>
    /// <param name="first">Number of the first of them in the stream.</param>
    /// <param name="end">Number behind the last one.</param>
    public void Lose(UnwrittenStream stream, long first, long end, string reason)
    {
        List<WaitingEvents> lost;
        lock (_lock)
        {
            lost = stream.Parts.FindAll(part => part.Start >= first && part.Last < end);
            stream.Parts.RemoveAll(lost.Contains);
            foreach (var taken in _taken.FindAll(IsLost)) taken.Delivery.Fail(taken.Index, reason);
            _taken.RemoveAll(IsLost);
        }

        Fail(lost, reason);

        bool IsLost(Taken taken) => taken.Stream == stream && taken.Number >= first && taken.Number < end;
    }

    /// <summary>The deliveries have ended well, and with them all that the postprocessors have given is written.</summary>
    /// <returns>Whether that was anything; false when all of it waits.</returns>
    public bool EndWell()
    {
        var written = new List<WaitingEvents>();
        bool hasWritten;
        lock (_lock)
        {
            hasWritten = _taken.Count == 0;
            foreach (ref readonly var taken in CollectionsMarshal.AsSpan(_taken))
            {
                if (!taken.Stream.Holds(taken.Number)) hasWritten = true;
                else if (taken.Delivery.IsUnanswered(taken.Index)) taken.Delivery.Keep(taken.Index, taken.Number, taken.Stream);
            }

            _taken.Clear();
            foreach (var stream in _streams) stream.TakeWritten(written);
            _streams.RemoveAll(static stream => stream.HasEnded);
            _delivery = null;
        }

        foreach (var part in written) part.Answer(Outcome.Ack, since);
        return hasWritten || written.Count > 0;
    }

    /// <summary>What waits, and what was on its way, will not be written.</summary>
    /// <returns>Whether that was anything.</returns>
    public bool FailAll()
    {
        var lost = new List<WaitingEvents>();
        lock (_lock)
        {
            foreach (var stream in _streams)
            {
                lost.AddRange(stream.Parts);
                stream.Parts.Clear();
            }

            _streams.RemoveAll(static stream => stream.HasEnded);
            _taken.Clear();
            _delivery = null;
        }

        Fail(lost, null);
        return lost.Count > 0;
    }

    /// <summary>The streams are gone, with what waits in them.</summary>
    public void Clear()
    {
        FailAll();
        lock (_lock) _streams.Clear();
    }

    /// <summary>As <see cref="FailAll"/>, while the sink may still be at work, to which nobody listens any more.</summary>
    public void GiveUp()
    {
        lock (_lock) _isGivenUp = true;
        FailAll();
    }

    private void Fail(List<WaitingEvents> lost, string? reason)
    {
        foreach (var part in lost)
        {
            fail(part, reason);
            part.Answer(Outcome.Fail, static _ => 0);
        }
    }

    private readonly record struct Taken(UnwrittenStream Stream, Delivery Delivery, int Index, long Number);
}

/// <summary>What waits in the postprocessors of one stream.</summary>
internal sealed class UnwrittenStream(PostprocessorChain chain)
{
    private long _next;

    /// <summary>By the age of what is in them.</summary>
    public List<WaitingEvents> Parts { get; } = [];

    /// <summary>Its postprocessors hold nothing any more, and will not.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The number of the next event.</summary>
    public long NextNumber() => _next++;

    public bool Holds(long number) => !HasEnded && chain.Oldest is { } oldest && number >= oldest;

    /// <summary>The part that an event belongs to; the numbers of the events come in order.</summary>
    public WaitingEvents PartOf(long number)
    {
        // One postprocessor may hold what came since then, another what came before.
        if (Parts.Count == 0 || chain.IsOldestOfOne(number)) Parts.Add(new WaitingEvents(number));
        return Parts[^1];
    }

    public void TakeWritten(List<WaitingEvents> written)
    {
        var count = Parts.FindIndex(part => Holds(part.Last)) is >= 0 and var first ? first : Parts.Count;
        written.AddRange(Parts.Take(count));
        Parts.RemoveRange(0, count);
        for (var i = Parts.Count - 1; i > 0; i--)
        {
            if (chain.IsOldestOfOne(Parts[i].Start)) continue;
            Parts[i - 1].Append(Parts[i]);
            Parts.RemoveAt(i);
        }
    }
}
