using System.Collections.Concurrent;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Metrics;

/// <summary>Events that were lost at one place for one reason: nobody got them, and nobody can send them again.</summary>
/// <param name="Place">The connector or node, with the port where there is one: <c>flow::connector/err</c>, <c>flow::pipeline/node/err</c>.</param>
/// <param name="Reason">In words, one line.</param>
/// <param name="Events">How many; not all of them may be known one by one.</param>
/// <param name="First">The one that was read first, of the stream of which one was lost first; null when nobody knows it.</param>
/// <param name="FirstSource">The connector or node that made the first one; null when it is not known.</param>
public sealed record Loss(string Place, string Reason, long Events, EventId? First, string? FirstSource)
{
    /// <summary>How they were lost.</summary>
    public LossKind Kind { get; init; }
}

/// <summary>How events were lost.</summary>
public enum LossKind
{
    /// <summary>Anywhere between a source and the sinks: they failed, were held, or came to a port that nobody reads.</summary>
    OnTheWay,

    /// <summary>A sink had them and did not write them.</summary>
    NotWritten,
}

/// <summary>
/// What a flow has lost, by place and reason. Whoever ends an event that was not meant to end there, and that no source sends again, notes it here. Any
/// thread may; nobody waits.
/// </summary>
/// <remarks>
/// When the time for a stop is over, everything that a source has not heard of counts as lost (<see cref="Seal"/>). So that no event counts twice, who loses one
/// either notes it and tells the source between <see cref="TryBegin"/> and <see cref="End"/>, or says that the source does not know yet (<see cref="AddUntold"/>).
/// </remarks>
public sealed class LossLedger
{
    private const int MaxReasons = 8;
    private const int MaxReasonLength = 200;
    private const string OtherReasons = "other reasons";
    private const string Unread = "nobody reads this port";

    private readonly ConcurrentDictionary<(string Place, string Key), Account> _accounts = new();
    private readonly ConcurrentDictionary<string, ReasonCount> _reasons = new();
    private readonly ConcurrentDictionary<ulong, string> _names = new();
    private readonly ConcurrentDictionary<string, long> _leftOut = new();
    private readonly ConcurrentDictionary<string, long> _dropped = new();

    private long _untold;
    private int _begun;
    private volatile bool _isSealed;

    /// <summary>How long <see cref="Seal"/> waits for those who are at it.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>What neither reasons nor the texts of error events show.</summary>
    public SecretRedactor Secrets { get; init; } = new();

    /// <summary>Takes them out of a text.</summary>
    internal Func<string, string> Redact { get => field ??= Secrets.Redact; init; }

    /// <summary>Events that nodes held when they stopped, and that are not lost: left out on purpose, or not acknowledged to a source that sends them again.</summary>
    public IReadOnlyList<(string Place, long Events)> LeftOut => [.. _leftOut.Select(static l => (l.Key, l.Value)).OrderBy(static l => l.Key, StringComparer.Ordinal)];

    /// <summary>Events, none of them an error, that ended at ports which nobody reads: somebody wanted it so. Complete when the pipelines have stopped.</summary>
    public IReadOnlyList<(string Place, long Events)> Dropped => [.. _dropped.Select(static d => (d.Key, d.Value)).OrderBy(static d => d.Key, StringComparer.Ordinal)];

    /// <summary>Whether nothing was lost so far.</summary>
    public bool IsEmpty => Losses.Count == 0;

    /// <summary>How many events were lost so far.</summary>
    public long Events => _accounts.Sum(static a => a.Value.Events);

    /// <summary>The losses so far by place; at one place the greatest first.</summary>
    public IReadOnlyList<Loss> Losses =>
    [
        .. _accounts.Select(a => a.Value.ToLoss(a.Key.Place, _names)).Where(static l => l.Events > 0)
            .OrderBy(static l => l.Place, StringComparer.Ordinal).ThenByDescending(static l => l.Events).ThenBy(static l => l.Reason, StringComparer.Ordinal),
    ];

    /// <summary>Says who makes the events of a source or an operator.</summary>
    internal void Name(ulong id, string alias) => _names[id] = alias;

    /// <summary>How people find an event; of one that was made of several, the first of them.</summary>
    internal EventName NameOf(EventId id)
    {
        var first = id.Tracked?.First ?? id;
        return new(_names.GetValueOrDefault(first.Source), first.Stream, first.Event + 1, id.Tracked is not null);
    }

    /// <param name="reason">Need not be printable. At one place only the first few are told apart.</param>
    /// <param name="events">Negative where some of them were not lost after all.</param>
    /// <param name="first">The first of these events; null when nobody knows it.</param>
    internal void Add(string place, string reason, long events, EventId? first, LossKind kind = LossKind.OnTheWay)
    {
        if (events == 0) return;
        var line = PrintableText.Line(PrintableText.Start(Redact(reason), MaxReasonLength));
        var key = LossKey.Of(line);
        if (!_accounts.TryGetValue((place, key), out var account)) account = Open(place, key, line, kind);
        account.NoteReason(line);
        // Of a batch the event that came first into it, which somebody can look for.
        account.Add(events, first?.Tracked?.First ?? first);
    }

    /// <summary>Somebody notes a loss, and the source hears of it before <see cref="End"/>.</summary>
    /// <returns>False when the events already count as lost: neither is to be done.</returns>
    internal bool TryBegin()
    {
        Interlocked.Increment(ref _begun);
        if (!_isSealed) return true;
        Interlocked.Decrement(ref _begun);
        return false;
    }

    /// <summary>It is done.</summary>
    internal void End() => Interlocked.Decrement(ref _begun);

    /// <summary>Events are lost of which their source hears later, or never.</summary>
    /// <returns>How many it is to hear of: for <see cref="Tell"/>.</returns>
    internal long AddUntold(string place, string reason, long events, EventId? first)
    {
        if (events == 0 || !TryBegin()) return 0;
        Interlocked.Add(ref _untold, events);
        Add(place, reason, events, first);
        End();
        return events;
    }

    /// <inheritdoc cref="AddUntold"/>
    internal long AddFailedUntold(string place, string reason, in Event failed)
    {
        if (IsOwed(failed)) return AddUntold(place, reason, EngineBatch.EventsIn(failed), failed.Id);
        AddFailed(place, reason, new(in failed));
        return 0;
    }

    /// <summary>The source of so many events hears of it now: between <see cref="TryBegin"/> and <see cref="End"/>.</summary>
    internal void Tell(long events) => Interlocked.Add(ref _untold, -events);

    /// <summary>From now on nothing is noted of events that a source has not heard of: all of them count as lost.</summary>
    /// <returns>How many of them have been noted already.</returns>
    internal long Seal()
    {
        _isSealed = true;
        Interlocked.MemoryBarrier();
        // Those who are at it do not wait for anything; should one have fallen, the stop does not hang for it.
        SpinWait.SpinUntil(() => Volatile.Read(ref _begun) == 0, Patience);
        return Interlocked.Read(ref _untold);
    }

    internal void AddLeftOut(string place, long events)
    {
        if (events > 0) _leftOut[place] = events;
    }

    internal void AddDropped(string place, long events)
    {
        if (events > 0) _dropped.AddOrUpdate(place, events, (_, before) => before + events);
    }

    /// <summary>An error event came to a port that nobody reads.</summary>
    /// <remarks>
    /// Its text is all that there is of the error: it has been an event since it was made, which scripts may have changed, and it would cost every event
    /// room to carry the message beside the data. So the message is taken out of the rendering.
    /// </remarks>
    internal void AddUnread(string place, in Event e) => Add(place, WhyUnread(e), EngineBatch.ErrorsIn(e), e.Id);

    /// <inheritdoc cref="AddUnread"/>
    /// <returns><inheritdoc cref="AddUntold"/></returns>
    internal long AddUnreadUntold(string place, in Event e)
    {
        if (IsOwed(e)) return AddUntold(place, WhyUnread(e), EngineBatch.EventsIn(e), e.Id);
        AddUnread(place, e);
        return 0;
    }

    /// <summary>Of these events those that no source can send again, and of a batch that sources send again in part, the others.</summary>
    /// <returns>How many, each batch one.</returns>
    /// <param name="isSealed">Only of those that no source waits for: the others count already.</param>
    internal int AddFailed(string place, string reason, ReadOnlySpan<Event> events, LossKind kind = LossKind.OnTheWay, bool isSealed = false)
    {
        long lost = 0;
        var count = 0;
        EventId? first = null;
        foreach (ref readonly var e in events)
        {
            if (!e.IsUnique || (isSealed && IsOwed(e))) continue;
            first = EventId.First(first, e.Id.Tracked?.FirstUnique ?? e.Id);
            count++;
            lost += EngineBatch.UniqueIn(e);
        }

        Add(place, reason, lost, first, kind);
        return count;
    }

    /// <summary>Whether its source waits to hear of it; not of what was merged, which is answered for when it is held, unless the source sends it again.</summary>
    private static bool IsOwed(in Event e) => e.IsUnique && e.Id.Tracked is null;

    /// <summary>The finding about an error event at a port that nobody reads.</summary>
    internal static Diagnostic OfUnread(in Event e) => new() { Severity = Severity.Error, Code = "RuntimeError", Message = WhyUnread(e) };

    private static string WhyUnread(in Event e)
    {
        if (e.Reason.Text is { } reason) return $"{Unread}: {reason}";
        return e.Data.TryGetField("error"u8, out var error) && error.AsText() is { } text ? $"{Unread}: {DiagnosticRenderer.MessageOf(text)}" : Unread;
    }

    private Account Open(string place, string key, string reason, LossKind kind)
    {
        var reasons = _reasons.GetOrAdd(place, static _ => new());
        lock (reasons)
        {
            if (_accounts.TryGetValue((place, key), out var opened)) return opened;
            if (reasons.Count == MaxReasons) return _accounts.GetOrAdd((place, OtherReasons), _ => new(OtherReasons, kind));
            reasons.Count++;
            return _accounts.GetOrAdd((place, key), _ => new(reason, kind));
        }
    }

    private sealed class ReasonCount
    {
        public int Count;
    }

    /// <param name="reason">The first of those that have its key.</param>
    private sealed class Account(string reason, LossKind kind)
    {
        private volatile bool _isOfSeveral;
        private long _events;
        private object? _first; // an EventId

        public long Events => Interlocked.Read(ref _events);

        public void Add(long events, EventId? first)
        {
            if (first is { } id) Note(id);
            Interlocked.Add(ref _events, events);
        }

        public void NoteReason(string other)
        {
            if (!_isOfSeveral && other != reason && reason != OtherReasons) _isOfSeveral = true;
        }

        private void Note(in EventId id)
        {
            while (true)
            {
                var known = Volatile.Read(ref _first);
                var first = EventId.First((EventId?)known, id);
                if (known is not null && first == (EventId)known) return;
                if (Interlocked.CompareExchange(ref _first, first, known) == known) return;
            }
        }

        public Loss ToLoss(string place, ConcurrentDictionary<ulong, string> names)
        {
            var first = (EventId?)Volatile.Read(ref _first);
            return new(place, _isOfSeveral ? $"{reason}, and the like" : reason, Events, first, first is { } id ? names.GetValueOrDefault(id.Source) : null) { Kind = kind };
        }
    }
}
