using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Operators.Nodes.Windows;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Operators.Nodes;

/// <summary>From the clauses of a <c>select</c> to what makes its node (spec: query 12).</summary>
internal sealed class SelectCompiler(ScriptSurroundings surroundings, List<Diagnostic> findings)
{
    private bool _isComplete = true;

    /// <returns>Null when something is wrong, which is among the findings.</returns>
    public Func<OperatorContext, IOperator>? Compile(SelectClauses select)
    {
        if (select.Windows.Count > 0) return CompileWindowed(select);
        var target = Clause(select.Target);
        var having = Clause(select.Having);
        var where = Clause(select.Where);
        var groups = Groups(select);
        if (!_isComplete) return null;
        if (groups.Count == 0) return context => new SelectNode(target, where, having, context);
        target ??= Clause(ScriptText.Of(new SourceText("", "event")));
        return context =>
        {
            var calls = new CallContext { Time = context.Time, SearchTimedOut = context.SearchTimedOut };
            return new GroupedSelectNode(target!.NewInstance(calls), where?.NewInstance(calls), having?.NewInstance(calls), Tuples(groups, calls), calls);
        };
    }

    private Func<OperatorContext, IOperator>? CompileWindowed(SelectClauses select)
    {
        var target = Parse(select.Target ?? ScriptText.Of(new SourceText("", "event")));
        var having = Parse(select.Having);
        var dimensions = select.Group.Select(g => Parse(g.Expression)).OfType<ParsedExpression>().ToArray();
        var selection = _isComplete ? ScriptCompiler.CompileSelection(target!, having, dimensions, surroundings, findings) : null;
        _isComplete &= selection is not null;
        var where = Clause(select.Where);
        var groups = Groups(select);
        var scripts = select.Windows.Select(w => (Window: w, Script: WindowScript(w.Script, isTick: false), Tick: WindowScript(w.Tick, isTick: true))).ToArray();
        return !_isComplete ? null : context =>
        {
            var calls = new CallContext { Time = context.Time, SearchTimedOut = context.SearchTimedOut };
            WindowRule[] rules = [.. scripts.Select(s => WindowRule.Of(s.Window, s.Script, s.Tick, calls))];
            return new WindowedSelectNode(selection!, where, Tuples(groups, calls), rules, calls, context);
        };
    }

    private static GroupTuples Tuples(List<(GroupDimension Dimension, CompiledScript Script)> groups, CallContext calls) =>
        new([.. groups.Select(g => (g.Dimension, g.Script.NewInstance(calls)))]);

    private List<(GroupDimension Dimension, CompiledScript Script)> Groups(SelectClauses select)
    {
        var groups = new List<(GroupDimension, CompiledScript)>();
        foreach (var dimension in select.Group)
            if (Clause(dimension.Expression) is { } script) groups.Add((dimension, script));
        return groups;
    }

    private CompiledScript? Clause(ScriptText? text) =>
        Parse(text) is { } parsed ? Noted(ScriptCompiler.CompileClause(parsed, surroundings, findings)) : null;

    private ParsedExpression? Parse(ScriptText? text) =>
        text is null ? null : Noted(text.Tree is null ? ScriptSyntax.Clause(text.Source, findings) : ScriptLanguage.TreeOf<ParsedExpression>(text));

    private CompiledScript? WindowScript(ScriptText? text, bool isTick)
    {
        if (text is null) return null;
        var parsed = Noted(text.Tree is null ? ScriptSyntax.Script(text.Source, isFile: false, findings) : ScriptLanguage.TreeOf<ParsedScript>(text));
        return parsed is null ? null : Noted(ScriptCompiler.CompileWindowScript(parsed, isTick, surroundings with { Args = Engine.Values.Value.Null }, findings));
    }

    private T? Noted<T>(T? part)
        where T : class
    {
        _isComplete &= part is not null;
        return part;
    }
}
