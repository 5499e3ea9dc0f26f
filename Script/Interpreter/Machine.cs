using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>Why a run has stopped, if it has.</summary>
internal enum Halt : byte
{
    None,
    Error,
    Emit,
    Drop,

    /// <summary>A function begins again with the arguments that are already in its slots.</summary>
    Recur,
}

/// <summary>A place that can be assigned: the event, its metadata, the state, a local variable or parameter; also a register.</summary>
internal struct Variable
{
    /// <summary>For looking into it only; to keep it, take <see cref="Share"/>.</summary>
    public Value Value;
    public VariableState State;

    /// <summary>
    /// Whether the value is a record that an assignment to a field made and that nothing else refers to: the next such assignment changes it
    /// in place. Every way for the value to get elsewhere ends this.
    /// </summary>
    private bool _isOwned;

    public void Set(Value value)
    {
        Value = value;
        State = VariableState.Set;
        _isOwned = false;
    }

    /// <summary>The value for others, who see none of the assignments that follow.</summary>
    public Value Share()
    {
        _isOwned = false;
        return Value;
    }

    public void SetField(FieldName name, Value value) => Value = Value.With(name, value, ref _isOwned);
}

internal enum VariableState : byte
{
    Unset,
    Set,

    /// <summary>A register that holds: there is no such field.</summary>
    Absent,
}

/// <summary>The amounts taken from <see cref="Machine.Fuel"/> besides one for each item, field, round and 16 bytes of text.</summary>
internal static class WorkCost
{
    /// <summary>An array, a record of known names, or a text.</summary>
    public const int Container = 4;

    /// <summary>A record that is put together field by field.</summary>
    public const int Record = 16;

    /// <summary>A call of a built-in function.</summary>
    public const int Call = 4;
}

/// <summary>
/// The working state of one running script: the event and its surroundings, the slots of all active functions, and how the run ended. Single-threaded;
/// the code that runs on it is shared and immutable. After every evaluation that can stop the caller looks at <see cref="Halt"/>.
/// </summary>
internal sealed class Machine(CallContext context, int caches)
{
    public Variable Event;
    public Variable Meta;
    public Variable State;
    public Value Window;
    public Value Group;

    /// <summary>The accumulators of the window at hand; null outside of a windowed <c>select</c>.</summary>
    public IAggregate[]? Aggregates;

    /// <summary>The last assignment to <see cref="State"/> in this run; null for none.</summary>
    public Site? StateSite;

    /// <summary>The last assignment to <see cref="Event"/> in this run; null for none.</summary>
    public Site? EventSite;

    public Halt Halt;

    /// <summary>With <see cref="Halt.Error"/>.</summary>
    public ScriptError? Error;

    /// <summary>With <see cref="Halt.Emit"/>: the value and its port, null for <c>out</c>.</summary>
    public Value Emitted;
    public Port? Port;

    /// <summary>The slots of the active functions, one frame behind the other.</summary>
    public Variable[] Slots = new Variable[16];

    /// <summary>Where the current frame begins, and where it ends.</summary>
    public int Base;
    public int Top;

    /// <summary>
    /// The rest of this run's allowance (<see cref="CallContext.WorkLimit"/>). Whatever builds takes from it as it likes; loops, calls and
    /// what makes long texts look whether something is left.
    /// </summary>
    public long Fuel;

    private FieldCache[] _caches = new FieldCache[Math.Max(caches, 1)];

    public CallContext Context => context;

    /// <summary>Where texts are put together; used as a stack.</summary>
    public TextBuffer Text { get; } = new();

    public ref Variable this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Slots[Base + slot];
    }

    /// <summary>The memory of one place in the code for where it last found its field.</summary>
    public ref FieldCache Cache(int index)
    {
        if ((uint)index >= (uint)_caches.Length) System.Array.Resize(ref _caches, Math.Max(index + 1, _caches.Length * 2));
        return ref _caches[index];
    }

    /// <summary>Begins a run in an empty frame.</summary>
    public void Start(int frameSize, long fuel)
    {
        Fuel = fuel;
        Halt = Halt.None;
        Error = null;
        Port = null;
        StateSite = EventSite = null;
        Base = 0;
        Top = 0;
        Text.Length = 0;
        Push(frameSize);
    }

    /// <summary>Begins a run in the frame of an earlier one, whose first slots keep their values.</summary>
    /// <param name="kept">How many.</param>
    public void Resume(int kept, int frameSize, long fuel)
    {
        Fuel = fuel;
        Halt = Halt.None;
        Error = null;
        Port = null;
        StateSite = EventSite = null;
        Base = 0;
        Top = frameSize;
        Text.Length = 0;
        if (Top > Slots.Length) System.Array.Resize(ref Slots, Math.Max(Top, Slots.Length * 2));
        Slots.AsSpan(kept, frameSize - kept).Clear();
    }

    /// <summary>Opens a frame of unset slots behind the current one.</summary>
    public void Push(int frameSize)
    {
        Base = Top;
        Top = Base + frameSize;
        if (Top > Slots.Length) System.Array.Resize(ref Slots, Math.Max(Top, Slots.Length * 2));
        Slots.AsSpan(Base, frameSize).Clear();
    }

    /// <summary>Stops the run because it has done all that it may; gives null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Value Exhausted(Site site) => Fail(
        ErrorKind.RecursionLimit,
        site,
        "The script does more work on one event than it may: rounds of loops, calls, and pieces of 16 bytes of what it builds",
        "split the work over several events, or leave a loop that does not end early enough");

    /// <summary>Whether an operation has met a limit of the size or depth of values.</summary>
    public static bool IsLimit(Exception e) => e is TextTooLongException or ValueTooLargeException or InsufficientExecutionStackException;

    /// <summary>Stops the run where an operation has met such a limit; gives null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Value FailAtLimit(Site site, Exception limit) => limit is InsufficientExecutionStackException
        ? Fail(ErrorKind.RecursionLimit, site, "A value nests too deep for this operation")
        : Fail(ErrorKind.Overflow, site, $"A value gets too large: {limit.Message}");

    /// <summary>Stops the run for which there is not enough memory; gives null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Value FailOutOfMemory(Site site) =>
        Fail(ErrorKind.Overflow, site, "There is not enough memory for what the script builds", "keep less in the state and in one event, or give the program more memory");

    /// <summary>Lets a value leave the run; false, with the run stopped in an error, where it nests too deep or stands for too much.</summary>
    /// <param name="hint">What to do where it stands for too much.</param>
    public bool TryRelease(Value value, string what, Site site, long most = ValueTooLargeException.MaxParts, string? hint = null)
    {
        var extent = ValueDepth.Check(value, most);
        if (extent == ValueExtent.Fits) return true;
        if (extent == ValueExtent.TooLarge) Fail(ErrorKind.Overflow, site, $"{what} stands for more than {most} parts", hint);
        else Fail(ErrorKind.RecursionLimit, site, $"{what} nests more than {ValueDepth.Max} levels of arrays and records");
        return false;
    }

    /// <summary>As <see cref="TryRelease"/> for the state, where it was assigned last.</summary>
    public bool TryReleaseState(Site script) => TryRelease(
        State.Value, "The state", StateSite ?? script, context.StateLimit,
        "each item and field is a part, and each 16 bytes of text: keep sums and counts in the state and not events, and take out what is old");

    /// <summary>Stops the run with an error; gives null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Value Fail(ErrorKind kind, Site? site, string message, string? hint = null, int lines = -1)
    {
        if (Halt == Halt.Error) return default;
        Error = new ScriptError(kind, site, message, hint, lines);
        Halt = Halt.Error;
        return default;
    }
}
