using System.Collections.Immutable;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes.Windows;

/// <summary>One window of one group: how far it has come, and what it holds.</summary>
internal sealed class WindowCell(WindowProgress progress, Accumulators accumulators)
{
    public WindowProgress Progress = progress;

    public Accumulators Accumulators => accumulators;

    /// <summary>Events that it holds.</summary>
    public long Events { get; set; }

    /// <summary>Those that no source sends again, or not all that was merged into them.</summary>
    public long Unique { get; set; }

    public bool HoldsData => Events > 0;

    /// <summary>Whether the next larger window has what is in it.</summary>
    public bool IsPassedOn { get; set; }

    public TrackedPulls? Tracked { get; set; }

    public bool IsTransactional { get; set; }

    /// <summary>Whether there are errors among them.</summary>
    public bool IsError { get; set; }

    /// <summary>Events among them that are errors and that no source sends again, or not all that was merged into them.</summary>
    public long UniqueErrors { get; set; }

    public ImmutableSortedDictionary<ulong, Value>? OperatorMeta { get; set; }

    /// <summary>
    /// The events that wait for results: those of this window first, then for each larger one those that wait for its result as well. Null where nobody waits.
    /// </summary>
    public HeldEvents?[] Held { get; init; } = [];

    /// <summary>It is empty again.</summary>
    public void Reset()
    {
        accumulators.Reset();
        Events = 0;
        Unique = 0;
        IsPassedOn = false;
        Tracked = null;
        IsTransactional = false;
        IsError = false;
        UniqueErrors = 0;
        OperatorMeta = null;
    }
}

/// <summary>A group with its windows, in the order in which groups have come.</summary>
internal sealed class WindowGroup(byte[]? key, Value value, WindowCell[] cells)
{
    /// <summary>Null while it is not stored.</summary>
    public byte[]? Key => key;

    /// <summary>The value of <c>group</c>.</summary>
    public Value Value => value;

    public WindowCell[] Cells => cells;

    public WindowGroup? Previous { get; set; }

    public WindowGroup? Next { get; set; }
}
