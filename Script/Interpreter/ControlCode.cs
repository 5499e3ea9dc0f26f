using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>Several statements; the value is that of the last one (spec: language 2.6).</summary>
internal sealed class BlockCode(Code[] statements) : Code
{
    public override Kinds Possible(SlotKinds slots) => statements[^1].Possible(slots);

    public override Value Eval(Machine m)
    {
        for (var i = 0; i < statements.Length - 1; i++)
        {
            statements[i].Run(m);
            if (m.Halt != Halt.None) return default;
        }

        return statements[^1].Eval(m);
    }

    public override void Run(Machine m)
    {
        foreach (var statement in statements)
        {
            statement.Run(m);
            if (m.Halt != Halt.None) return;
        }
    }

    public override Code Fold(Folder folder) => new BlockCode(folder.Fold(statements));
}

/// <summary>The body of an immutable clause: all expressions are folded, the last one alone is evaluated.</summary>
internal sealed class LastOfCode(Code[] expressions) : Code
{
    public override Kinds Possible(SlotKinds slots) => expressions[^1].Possible(slots);

    public override Value Eval(Machine m) => expressions[^1].Eval(m);

    public override Code Fold(Folder folder) => folder.Fold(expressions)[^1];
}

/// <summary>Looks that there is stack left: put in between at regular depths of nesting.</summary>
internal sealed class GuardCode(Code inner, Site site) : Code
{
    public override Kinds Possible(SlotKinds slots) => inner.Possible(slots);

    public override Value Eval(Machine m) => IsSafe(m) ? inner.Eval(m) : default;

    public override void Run(Machine m)
    {
        if (IsSafe(m)) inner.Run(m);
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(inner);
        return folded.IsConstant ? folded : new GuardCode(folded, site);
    }

    private bool IsSafe(Machine m)
    {
        if (System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack()) return true;
        m.Fail(ErrorKind.RecursionLimit, site, "This nests too deep to be evaluated");
        return false;
    }
}

/// <summary><c>emit</c>. The port is computed before the value (spec: language 11.1).</summary>
internal sealed class EmitCode(Code? value, Code? port) : Code
{
    private readonly Port? _port = port is { IsConstant: true } ? Engine.Events.Port.Of(port.Constant.AsText()!) : null;

    public override Kinds Possible(SlotKinds slots) => Kinds.None;

    public override Value Eval(Machine m)
    {
        Run(m);
        return default;
    }

    public override void Run(Machine m)
    {
        var target = _port;
        if (target is null && port is not null)
        {
            var name = port.Eval(m);
            if (m.Halt != Halt.None) return;
            target = Engine.Events.Port.Of(name.AsText()!);
        }

        var result = value is null ? m.Event.Share() : value.Eval(m);
        if (m.Halt != Halt.None) return;

        m.Emitted = result;
        m.Port = target;
        m.Halt = Halt.Emit;
    }

    public override Code Fold(Folder folder)
    {
        var foldedPort = folder.FoldOptional(port);
        var folded = new EmitCode(folder.FoldOptional(value), foldedPort);
        if (folded._port is { } target) folder.Ports.Add(target);
        return folded;
    }
}

internal sealed class DropCode : Code
{
    public static readonly DropCode Instance = new();

    public override Kinds Possible(SlotKinds slots) => Kinds.None;

    public override Value Eval(Machine m)
    {
        m.Halt = Halt.Drop;
        return default;
    }

    public override void Run(Machine m) => m.Halt = Halt.Drop;

    public override Code Fold(Folder folder) => this;
}
