using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>A script, ready to run; immutable and shared by its instances.</summary>
public sealed class CompiledScript
{
    internal CompiledScript(Code code, Site site, int frameSize, int caches, IReadOnlyCollection<Port> ports)
    {
        Code = code;
        Ports = ports;
        Site = site;
        FrameSize = frameSize;
        Caches = caches;
    }

    internal Code Code { get; }

    internal Site Site { get; }

    internal int FrameSize { get; }

    internal int Caches { get; }

    /// <summary>The constant ports that it emits on by name.</summary>
    public IReadOnlyCollection<Port> Ports { get; }

    /// <summary>Whether the script is nothing but <c>event</c>.</summary>
    public bool IsIdentity => Code is EventCode;

    /// <param name="context">What functions may know; set by the caller before each event.</param>
    public ScriptInstance NewInstance(CallContext context) => new(this, context);
}

/// <summary>How a run ended (spec: language 11.1).</summary>
public enum ScriptOutcome
{
    /// <summary><see cref="ScriptInstance.Value"/> goes out on <see cref="ScriptInstance.Port"/>.</summary>
    Emit,

    /// <summary>The event ends here, as the script wants it.</summary>
    Drop,

    /// <summary><see cref="ScriptInstance.Error"/> says what went wrong.</summary>
    Error,
}

/// <summary>A script with the memory that it runs in. Not thread-safe; one event at a time.</summary>
public sealed class ScriptInstance
{
    private readonly CompiledScript _script;
    private readonly Machine _machine;

    internal ScriptInstance(CompiledScript script, CallContext context)
    {
        _script = script;
        _machine = new Machine(context, script.Caches);
    }

    /// <summary>The context that it was made with.</summary>
    public CallContext Context => _machine.Context;

    /// <summary>Whether the last run gave <c>true</c>; anything but a bool is an error at the whole expression.</summary>
    /// <param name="error">Null for a bool.</param>
    public bool IsTrue(out Diagnostic? error)
    {
        var isBool = Value.TryGetBool(out var holds);
        if (!isBool) _machine.Conflict(_script.Site, Value, "bool");
        error = isBool ? null : Error;
        return isBool && holds;
    }

    /// <summary>The value that the last run emitted.</summary>
    public Value Value { get; private set; }

    /// <summary>Where the last run emitted it.</summary>
    public Port Port => _machine.Port ?? Port.Out;

    /// <summary>The error of the last run.</summary>
    public Diagnostic? Error => _machine.Error?.ToDiagnostic();

    /// <summary>The last run gave a value of the wrong type.</summary>
    /// <param name="expected">The type that is needed.</param>
    /// <param name="place">Where; null for the whole script.</param>
    public Diagnostic WrongType(string expected, SourceSpan? place = null) =>
        At(ErrorKind.TypeConflict, $"Conflicting types: found {Failures.TypeOf(Value)} but expected {expected}") with { Span = place ?? _script.Site.Inner, Outer = place ?? _script.Site.Outer };

    /// <summary>What the last run gave cannot be used.</summary>
    public Diagnostic Unusable(string message) => At(ErrorKind.Generic, message);

    private Diagnostic At(ErrorKind kind, string message) => new ScriptError(kind, _script.Site, message).ToDiagnostic();

    /// <summary>Sets <c>window</c> and <c>group</c>, which are null but in a <c>select</c>.</summary>
    public void SetSelection(Value window, Value group) => (_machine.Window, _machine.Group) = (window, group);

    /// <summary>Sets what aggregate calls work on.</summary>
    public void SetAggregates(Accumulators accumulators) => _machine.Aggregates = accumulators.All;

    /// <summary>
    /// Runs the script on one event. Changes of the event and its metadata up to the end of the run, an error included, are in the arguments
    /// afterwards; changes of the state as well, detached from the memory of the event. What became deeper than <see cref="ValueDepth.Max"/>
    /// is an error and stays as it was. So does everything where memory runs out.
    /// </summary>
    public ScriptOutcome Run(ref Value payload, ref Value meta, ref Value state)
    {
        // One method with both guards: a call more would cost the shortest scripts a tenth (Perf script "path, flat").
        var m = _machine;
        try
        {
            // Aggregates may have taken a part of the event then.
            using var borne = MemoryShortage.Bear(m.Aggregates is null);
            m.Event.Set(payload);
            m.Meta.Set(meta);
            m.State.Set(state);
            m.Start(_script.FrameSize, Context.WorkLimit);
            try
            {
                Value = _script.Code.Eval(m);
            }
            catch (Exception e) when (Machine.IsLimit(e))
            {
                m.FailAtLimit(_script.Site, e);
            }

            if (m.StateSite is not null && m.TryReleaseState(_script.Site)) state = m.State.Value.Detach();
            Keep(ref payload, m.Event.Value, "The event", m.EventSite);
            Keep(ref meta, m.Meta.Value, "The metadata", null);
            if (m.Halt == Halt.Emit) Value = m.Emitted;
            if (m.Halt is Halt.None or Halt.Emit && !Value.IsSame(payload)) m.TryRelease(Value, "The result", _script.Site);
        }
        catch (OutOfMemoryException)
        {
            m.FailOutOfMemory(_script.Site);
            return ScriptOutcome.Error;
        }

        return m.Halt switch
        {
            Halt.Drop => ScriptOutcome.Drop,
            Halt.Error => ScriptOutcome.Error,
            _ => ScriptOutcome.Emit,
        };
    }

    private void Keep(ref Value kept, Value changed, string what, Site? assigned)
    {
        if (!changed.IsSame(kept) && _machine.TryRelease(changed, what, assigned ?? _script.Site)) kept = changed;
    }
}
