using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Operators.Nodes.Windows;

/// <summary>The answer of a window to an event (spec: query 13).</summary>
/// <param name="Emits">The window closes: what it holds comes out.</param>
/// <param name="Includes">The event still belongs to the window that closes.</param>
internal readonly record struct WindowStep(bool Emits, bool Includes)
{
    public static readonly WindowStep Stay = new(false, false);
    public static readonly WindowStep CloseWith = new(true, true);
    public static readonly WindowStep CloseBefore = new(true, false);
}

/// <summary>How far a window of one group has come.</summary>
internal struct WindowProgress
{
    /// <summary>Events, weighed; or when it closes, in nanoseconds.</summary>
    public ulong Mark;

    /// <summary>Whether <see cref="Mark"/> is a time already.</summary>
    public bool IsTimed;

    /// <summary>Of a window that its script closes.</summary>
    public Value State;
}

/// <summary>When the windows of a definition close. One a node; what differs from group to group is their progress.</summary>
internal abstract class WindowRule(WindowClauses window)
{
    private const string Invalid = "Data based window didn't provide a valid value";

    public WindowClauses Clauses => window;

    public Value Name { get; } = Value.From(window.Name);

    /// <param name="script">The main section, null where there is none.</param>
    /// <param name="tick">The section for ticks, null where there is none.</param>
    public static WindowRule Of(WindowClauses window, CompiledScript? script, CompiledScript? tick, CallContext context) => window.Kind switch
    {
        WindowEnd.Size => new SizeRule(window, script?.NewInstance(context)),
        WindowEnd.Interval => new IntervalRule(window, script?.NewInstance(context)),
        _ => new StateRule(window, script!.NewInstance(context), tick?.NewInstance(context)),
    };

    public virtual WindowProgress Start() => default;

    /// <summary>An event comes, or a smaller window closes at this event.</summary>
    /// <exception cref="SelectException">The script of the window fails, or gives what is no answer.</exception>
    public abstract WindowStep OnEvent(ref WindowProgress progress, in Event e);

    /// <summary>Time passes.</summary>
    /// <inheritdoc cref="OnEvent"/>
    public virtual WindowStep OnTick(ref WindowProgress progress, ulong nowNs) => WindowStep.Stay;

    private static ulong Measure(ScriptInstance script, in Event e)
    {
        var state = Value.Null;
        return Run(script, e, ref state).TryGetUInt64(out var value) ? value : throw Unusable(script, Invalid);
    }

    private static SelectException Unusable(ScriptInstance script, string message) => new(script.Unusable(message));

    private static Value Run(ScriptInstance script, in Event e, ref Value state)
    {
        var (data, meta) = (e.Data, e.Meta);
        return script.Run(ref data, ref meta, ref state) switch
        {
            ScriptOutcome.Emit => script.Value,
            ScriptOutcome.Error => throw new SelectException(script.Error!),
            _ => throw Unusable(script, "The script of a window cannot drop the event"),
        };
    }

    /// <summary>So many events, each with its weight.</summary>
    private sealed class SizeRule(WindowClauses window, ScriptInstance? weight) : WindowRule(window)
    {
        public override WindowStep OnEvent(ref WindowProgress progress, in Event e)
        {
            var weighed = weight is null ? 1 : Measure(weight, e);
            var count = progress.Mark > ulong.MaxValue - weighed ? ulong.MaxValue : progress.Mark + weighed;
            var isFull = count >= Clauses.Size;
            progress.Mark = isFull ? count - Clauses.Size : count;
            return isFull ? WindowStep.CloseWith : WindowStep.Stay;
        }
    }

    /// <summary>So long, from its first event on.</summary>
    private sealed class IntervalRule(WindowClauses window, ScriptInstance? time) : WindowRule(window)
    {
        public override WindowStep OnEvent(ref WindowProgress progress, in Event e) => At(ref progress, time is null ? e.IngestNs : Measure(time, e));

        public override WindowStep OnTick(ref WindowProgress progress, ulong nowNs) => time is null ? At(ref progress, nowNs) : WindowStep.Stay;

        private WindowStep At(ref WindowProgress progress, ulong now)
        {
            var closes = progress.IsTimed && now >= progress.Mark;
            if (progress.IsTimed && !closes) return WindowStep.Stay;
            progress.IsTimed = true;
            progress.Mark = now > ulong.MaxValue - Clauses.Size ? ulong.MaxValue : now + Clauses.Size;
            return closes ? WindowStep.CloseBefore : WindowStep.Stay;
        }
    }

    /// <summary>As its script says.</summary>
    private sealed class StateRule(WindowClauses window, ScriptInstance script, ScriptInstance? tick) : WindowRule(window)
    {
        public override WindowProgress Start() => new() { State = Clauses.State };

        public override WindowStep OnEvent(ref WindowProgress progress, in Event e) => Answer(script, Run(script, e, ref progress.State));

        public override WindowStep OnTick(ref WindowProgress progress, ulong nowNs)
        {
            if (tick is null) return WindowStep.Stay;
            var answer = Answer(tick, Run(tick, new Event { Data = Value.Null, Meta = Value.EmptyRecord, IngestNs = nowNs }, ref progress.State));
            return answer.Emits ? WindowStep.CloseBefore : WindowStep.Stay;
        }

        private static WindowStep Answer(ScriptInstance script, Value answer)
        {
            if (answer.TryGetBool(out var closes)) return closes ? WindowStep.CloseWith : WindowStep.Stay;
            if (!answer.IsArray) throw Unusable(script, $"Window returned `{answer}` this can't be used as a window reply");
            if (answer.Count != 2 || !answer[0].TryGetBool(out var emits) || !answer[1].TryGetBool(out var includes))
                throw Unusable(script, "An array as return value needs to be a two-element array of booleans with the form `[emit, include]`");
            return !emits ? WindowStep.Stay : includes ? WindowStep.CloseWith : WindowStep.CloseBefore;
        }
    }
}
