using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>Calls, of built-in functions and of those of the language, and <c>recur</c> (spec: language 8.1).</summary>
internal sealed class CallBuilder(BodyContext context, CodeBuilder builder)
{
    public const string RecurNotLast = "`recur` must be the last thing that its function does";

    /// <summary>The function that a call means.</summary>
    /// <exception cref="ScriptException">There is none.</exception>
    public FunctionSymbol Resolve(CallExpression call)
    {
        var site = context.SiteOf(call.Span);
        if (call.Prefix is ["core", var group])
        {
            var native = Compilation.FindNative([group, call.Name], site);
            return new FunctionSymbol(native, null) { Warning = native.Warning };
        }

        var scope = context.Names.Find(call.Prefix);
        if (scope is not null && scope.Functions.TryGetValue(call.Name, out var symbol)) return symbol;
        var name = string.Join("::", call.Prefix.Append(call.Name));
        var hint = context.IsSelect && call.Prefix is ["aggr", ..] ? MeantNames.ForAggregate(string.Join("::", call.Prefix.Skip(1).Append(call.Name)))
            : scope is null ? context.Compilation.Meant.ForModule(call.Prefix, call.Name, context.Names)
            : MeantNames.ForFunction(call.Prefix, call.Name, scope);
        throw new ScriptException(new ScriptError(ErrorKind.MissingFunction, site, $"Call to undefined function {name}", hint, 3));
    }

    public Code Call(CallExpression call)
    {
        if (context.IsSelect && call.Prefix is ["aggr", "stats" or "win"]) return Aggregate(call);
        var symbol = Resolve(call);
        var site = context.SiteOf(call);
        if (symbol.Warning is not null) context.Warn(WarningClass.Performance, call, symbol.Warning);
        var arguments = builder.BuildAll(call.Arguments);
        if (symbol.Native is not { } called)
        {
            WarnOfArity(call, symbol.Body!);
            return new FunctionCallCode(symbol.Body!, arguments, site);
        }

        context.Suspect(call, k => called.Mistake(Array.ConvertAll(arguments, a => a.Possible(k))) is { } mistake ? $"{mistake}: this call always fails" : null);
        return new NativeCallCode(called, arguments, site);
    }

    /// <summary>Functions of one's own take any number of arguments (spec: language 8.2): a warning where some do nothing, or others are needed.</summary>
    private void WarnOfArity(CallExpression call, FunctionBody function)
    {
        var (count, takes) = (call.Arguments.Count, ArgumentTexts.Counted(function.Parameters));
        if (count > function.Parameters && !function.IsVariadic && function.ArgsSlot < 0)
            context.Warn(WarningClass.Behaviour, call, $"`{function.Name}` takes {takes} but is called with {count}: what is too much is not used");
        var missing = function.Needed.Where(p => p.At >= count).Select(static p => $"`{p.Name}`").ToList();
        if (missing.Count > 0)
            context.Warn(WarningClass.Behaviour, call, $"`{function.Name}` takes {takes} but is called with {count}: it needs {string.Join(" and ", missing)}");
    }

    /// <summary>An aggregate; its arity is checked first, also where there is no window (spec: query 20.1).</summary>
    private Code Aggregate(CallExpression call)
    {
        var name = $"{call.Prefix[1]}::{call.Name}";
        if (FunctionRegistry.FindAggregate(name) is not { } aggregate)
            throw BodyContext.Error(ErrorKind.MissingFunction, context.SiteOf(call), $"Call to undefined function aggr::{name}", MeantNames.ForAggregate(name), 3);
        var (least, most) = (aggregate.Attribute.MinArity, aggregate.Attribute.MaxArity);
        if (call.Arguments.Count < least || call.Arguments.Count > most)
            throw BodyContext.Error(ErrorKind.BadArity, context.LastLineOf(call), ArgumentTexts.WrongArity(name, least, most, call.Arguments.Count), lines: 2);
        if (context.Windowed is { } windowed)
        {
            if (windowed.IsInside) throw BodyContext.Error(ErrorKind.AggrInAggr, context.LastLineOf(call), "Aggregates can not be called inside of aggregates");
            if (aggregate.Attribute.Warning is { } warning) context.Warn(WarningClass.Performance, call, warning);
            return windowed.Add(aggregate, name, context.SiteOf(call), () => builder.BuildAll(call.Arguments));
        }

        const string noWindow = "Aggregates need a window: they stand in the target and the `having` of a select that has one";
        context.Compilation.RefuseLast(new(new ScriptError(ErrorKind.Generic, context.SiteOf(call), noWindow, "name a window behind the source: `from in[w]`", 2) { IsLast = true }));
        _ = builder.BuildAll(call.Arguments);
        return new RefusedCode();
    }

    public Code Recur(RecurExpression recur, bool isTail)
    {
        var site = context.SiteOf(recur);
        if (context.Function is null) throw BodyContext.Error(ErrorKind.InvalidRecur, site, "`recur` stands only in functions");
        if (!isTail) throw BodyContext.Error(ErrorKind.InvalidRecur, site, RecurNotLast);
        context.Function.Recurs = true;
        var count = recur.Arguments.Count;
        if (context.Function.IsVariadic ? count > context.Function.Parameters : count != context.Function.Parameters)
            throw BodyContext.Error(ErrorKind.Generic, site, $"`{context.Function.Name}` takes {(context.Function.IsVariadic ? "at most " : "")}{ArgumentTexts.Counted(context.Function.Parameters)} in `recur`, and here {(count == 1 ? "is" : "are")} {count}");
        return new RecurCode(context.Function, builder.BuildAll(recur.Arguments));
    }
}
