using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Tests.Script;

namespace Tremor.Dataflow.Tests.Operators;

/// <summary>Nodes of selects without arguments and modules.</summary>
internal static class SelectOf
{
    public static IOperator Clauses(SelectClauses clauses, OperatorContext context)
    {
        var findings = new List<Diagnostic>();
        var create = ScriptLanguage.Instance.CompileSelect(clauses, new ScriptScope(Value.EmptyRecord, [], NoModules.Instance), findings);
        Assert.DoesNotContain(findings, static f => f.Severity == Severity.Error);
        return create!(context);
    }

    public static ScriptText Text(string text) => ScriptText.Of(new SourceText("select", text));
}
