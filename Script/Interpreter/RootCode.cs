using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>The event, as a root of paths.</summary>
internal sealed class EventCode : Code
{
    public static readonly EventCode Instance = new();

    public override Value Eval(Machine m) => m.Event.Share();

    public override Value Peek(Machine m) => m.Event.Value;

    public override Code Fold(Folder folder) => this;
}

internal sealed class MetaCode : Code
{
    public static readonly MetaCode Instance = new();

    public override Value Eval(Machine m) => m.Meta.Share();

    public override Value Peek(Machine m) => m.Meta.Value;

    public override Code Fold(Folder folder) => this;
}

internal sealed class StateCode : Code
{
    public static readonly StateCode Instance = new();

    public override Value Eval(Machine m) => m.State.Share();

    public override Value Peek(Machine m) => m.State.Value;

    public override Code Fold(Folder folder) => this;
}

internal sealed class WindowCode : Code
{
    public static readonly WindowCode Instance = new();

    public override Value Eval(Machine m) => m.Window;

    public override Code Fold(Folder folder) => this;
}

internal sealed class GroupCode : Code
{
    public static readonly GroupCode Instance = new();

    public override Value Eval(Machine m) => m.Group;

    public override Code Fold(Folder folder) => this;
}

/// <summary><c>args</c> where nothing gives arguments: null, but no constant.</summary>
internal sealed class ArgsCode : Code
{
    public static readonly ArgsCode Instance = new();

    public override Value Eval(Machine m) => Value.Null;

    public override Code Fold(Folder folder) => this;
}

/// <summary>A local, parameter or pattern name.</summary>
/// <param name="site">The whole path that begins with it.</param>
/// <param name="known">The names in scope, for a hint.</param>
/// <param name="parameterOf">The function that it is a parameter of; null for none.</param>
internal sealed class LocalCode(int slot, string name, Site site, IEnumerable<string> known, string? parameterOf = null) : Code
{
    public int Slot => slot;

    public override Kinds Possible(SlotKinds slots) => slots[slot];

    public override Value Eval(Machine m)
    {
        ref var local = ref m[slot];
        return local.State == VariableState.Set ? local.Share() : Unset(m);
    }

    public override Value Peek(Machine m)
    {
        ref var local = ref m[slot];
        return local.State == VariableState.Set ? local.Value : Unset(m);
    }

    public override Code Fold(Folder folder) => this;

    private Value Unset(Machine m) =>
        m.Fail(
            ErrorKind.BadAccessInLocal, site, Failures.MissingKey("local", name),
            parameterOf is not null ? $"`{name}` is a parameter of `{parameterOf}`, and this call gives no argument for it" : Failures.NearKey(name, known.Where(n => n != name).Concat(["event", "true", "false", "null"])));
}
