using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>Room for the arguments of one call on the stack.</summary>
[InlineArray(Length)]
internal struct ArgumentRoom
{
    private const int Length = 6;

    private Value _first;

    /// <summary>Evaluates arguments into it, or into an array where there are too many.</summary>
    /// <returns>False when the run has stopped.</returns>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFill(Code[] arguments, Machine m, out Span<Value> values)
    {
        values = arguments.Length <= Length ? ((Span<Value>)this)[..arguments.Length] : new Value[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Eval(m);
            if (m.Halt != Halt.None) return false;
        }

        return true;
    }
}

/// <summary>A call of a built-in function.</summary>
internal sealed class NativeCallCode(NativeFunction function, Code[] arguments, Site site) : Code
{
    private readonly NativeCall? _call = function.For(arguments.Length)?.Call;

    public override Kinds Possible(SlotKinds slots) => function.For(arguments.Length)?.Result ?? Kinds.None;

    public override Value Eval(Machine m)
    {
        var room = default(ArgumentRoom);
        if (!room.TryFill(arguments, m, out var values)) return default;
        if (_call is null) return WrongArity(m);
        CallResult result;
        try
        {
            result = _call(m.Context, values);
        }
        catch (Exception e) when (Machine.IsLimit(e))
        {
            return m.FailAtLimit(site, e);
        }

        if (result.IsError) return Fail(m, values, result);
        return (m.Fuel -= Cost(values, result.Value)) >= 0 ? result.Value : m.Exhausted(site);
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(arguments);
        var call = new NativeCallCode(function, folded, site);
        return function.IsConstant && Folder.AllConstant(folded) ? folder.Evaluate(call) : call;
    }

    /// <summary>The size of the result, and a little for what was looked at to make it.</summary>
    private static long Cost(ReadOnlySpan<Value> arguments, Value result)
    {
        long seen = 0;
        foreach (ref readonly var argument in arguments) seen += argument.Pieces;
        return WorkCost.Call + result.Pieces + (seen >> 8);
    }

    private Value Fail(Machine m, ReadOnlySpan<Value> values, CallResult result) => result.IsBadType
        ? m.Fail(ErrorKind.BadType, site, function.WrongType(values, result), lines: 2)
        : m.Fail(ErrorKind.RuntimeError, site, $"Runtime error in function {function.Shown(arguments.Length)}: {result.Error}", lines: 2);

    private Value WrongArity(Machine m) => m.Fail(ErrorKind.BadArity, site, function.WrongArity(arguments.Length), lines: 2);
}

/// <summary>A function written in the language, once compiled.</summary>
internal sealed class FunctionBody(string name, int parameters, bool isVariadic)
{
    /// <summary>How often <c>recur</c> may begin a function again in one call, and one (spec: language 8.4).</summary>
    public const int RecursionLimit = 1024;

    public string Name => name;

    public int Parameters => parameters;

    public bool IsVariadic => isVariadic;

    public Code Code { get; set; } = ConstantCode.Null;

    /// <summary>The kinds of what it may give.</summary>
    public Kinds Result { get; set; } = Kinds.Any;

    /// <summary>The parameters that a call must give: every way through the body reads them, and nothing in it gives them a value or asks whether they have one.</summary>
    public IReadOnlyList<(int At, string Name)> Needed { get; set; } = [];

    /// <summary>Whether <c>recur</c> may give its parameters other values.</summary>
    public bool Recurs { get; set; }

    /// <summary>Slots of a call: the parameters first.</summary>
    public int FrameSize { get; set; }

    /// <summary>The slot of <c>args</c>; -1 where the body does not look at it.</summary>
    public int ArgsSlot { get; set; } = -1;

    /// <summary>Whether the body looks at or assigns <c>event</c>, <c>$</c> or <c>state</c>, which are nulls of its own.</summary>
    public bool TouchesEvent { get; set; }
}

/// <summary>A call of a function written in the language.</summary>
internal sealed class FunctionCallCode(FunctionBody function, Code[] arguments, Site site) : Code
{
    public override Kinds Possible(SlotKinds slots) => function.Result;

    public override Value Eval(Machine m)
    {
        var room = default(ArgumentRoom);
        if (!room.TryFill(arguments, m, out var values)) return default;
        if (--m.Fuel < 0) return m.Exhausted(site);
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return m.Fail(ErrorKind.RecursionLimit, site, "Function calls nest too deep", lines: 2);
        var (frame, top) = (m.Base, m.Top);
        m.Push(function.FrameSize);
        for (var i = 0; i < Math.Min(values.Length, function.Parameters); i++) m[i].Set(values[i]);
        if (function.ArgsSlot >= 0)
            m[function.ArgsSlot].Set(values.Length > function.Parameters ? Value.FromArray(values[function.Parameters..].ToArray()) : Value.EmptyArray);
        try
        {
            return function.TouchesEvent ? RunIsolated(m) : RunBody(m);
        }
        finally
        {
            // A limit that the body meets is caught by the code around the call.
            m.Base = frame;
            m.Top = top;
        }
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(arguments);
        var call = new FunctionCallCode(function, folded, site);
        return folder.IsStrict && Folder.AllConstant(folded) ? folder.Evaluate(call) : call;
    }

    private Value RunIsolated(Machine m)
    {
        var (oldEvent, oldMeta, oldState, oldEventSite, oldStateSite) = (m.Event, m.Meta, m.State, m.EventSite, m.StateSite);
        m.Event = m.Meta = m.State = default(Variable);
        try
        {
            return RunBody(m);
        }
        finally
        {
            (m.Event, m.Meta, m.State, m.EventSite, m.StateSite) = (oldEvent, oldMeta, oldState, oldEventSite, oldStateSite);
        }
    }

    private Value RunBody(Machine m)
    {
        for (var rounds = 0; ;)
        {
            var result = function.Code.Eval(m);
            if (m.Halt != Halt.Recur) return result;
            m.Halt = Halt.None;
            if (--m.Fuel < 0) return m.Exhausted(site);
            if (++rounds == FunctionBody.RecursionLimit)
                return m.Fail(ErrorKind.RecursionLimit, site, $"`{function.Name}` recurs more than {FunctionBody.RecursionLimit - 1} times", lines: 2);
        }
    }
}

/// <summary><c>recur</c>: sets the parameters anew and stops the body, which its call begins again.</summary>
internal sealed class RecurCode(FunctionBody function, Code[] arguments) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.None;

    public override Value Eval(Machine m)
    {
        var room = default(ArgumentRoom);
        if (!room.TryFill(arguments, m, out var values)) return default;
        for (var i = 0; i < values.Length; i++) m[i].Set(values[i]);
        for (var i = function.Parameters; i < function.FrameSize; i++)
            if (i != function.ArgsSlot) m[i].State = VariableState.Unset;
        m.Halt = Halt.Recur;
        return default;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder) => new RecurCode(function, folder.Fold(arguments));
}

/// <summary>The cases of a matching function (spec: language 8.3): a hit replaces the parameters by what the patterns extracted.</summary>
internal sealed class FnCasesCode(LocalCode[] parameters, FnCaseCode[] cases, Code last) : Code
{
    public override Kinds Possible(SlotKinds slots) => cases.Aggregate(last.Possible(slots), (kinds, c) => kinds | c.Body.Possible(slots));

    public override Value Eval(Machine m)
    {
        foreach (var parameter in parameters)
        {
            parameter.Eval(m);
            if (m.Halt != Halt.None) return default;
        }

        foreach (var fnCase in cases)
        {
            if (fnCase.Applies(m)) return fnCase.Body.Eval(m);
            if (m.Halt != Halt.None) return default;
        }

        return last.Eval(m);
    }

    public override Code Fold(Folder folder) =>
        new FnCasesCode(parameters, System.Array.ConvertAll(cases, c => c.Fold(folder)), folder.Fold(last));
}

/// <param name="FirstSlot">Slots for what the patterns extract, one each.</param>
/// <param name="Parameters">How many parameters the function has; a case with another number of patterns never matches.</param>
internal sealed record FnCaseCode(PatternCode[] Patterns, int FirstSlot, int Parameters, Code? Guard, Site? GuardSite, Code Body)
{
    public bool Applies(Machine m)
    {
        if (Patterns.Length != Parameters) return false;
        for (var i = 0; i < Patterns.Length; i++)
        {
            if (!Patterns[i].Extract(m, m[i].Value, out var found)) return false;
            m[FirstSlot + i].Set(found);
        }

        // The guard still sees the arguments.
        if (Guard is not null && !Guards.Holds(m, Guard, GuardSite!)) return false;
        for (var i = 0; i < Patterns.Length; i++) m[i].Set(m[FirstSlot + i].Value);
        return true;
    }

    public FnCaseCode Fold(Folder folder)
    {
        var patterns = System.Array.ConvertAll(Patterns, p => p.Fold(folder));
        var guard = folder.FoldOptional(Guard);
        return this with { Patterns = patterns, Guard = guard, Body = folder.Fold(Body) };
    }
}
