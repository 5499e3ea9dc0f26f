using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Checks the definitions of a module that nobody uses at the moment, as far as that goes without arguments (spec: query 4, troy A4).</summary>
internal sealed class ModuleResolver(ResolveContext context, ModuleDefinitions module, DefinitionFindings findings)
{
    private const string Where = "module";

    public void Check()
    {
        var scope = new SettingScope(null, "a module", []) { Module = module.Source };
        CheckScript();
        foreach (var same in module.Definitions.GroupBy(static d => (WordOf(d), d.Name.Text)))
            foreach (var twice in same.Skip(1))
                findings.Error(twice.Place, DefinitionErrorKind.DuplicateName, DefinitionTable.Twice(same.Key.Item1, twice.Name), phase: Phase.Checking);
        foreach (var definition in module.Definitions) Check(definition, scope);
        var windows = module.Definitions.OfType<WindowDefinition>().GroupBy(static w => w.Name.Text).ToDictionary(static g => g.Key, static g => g.First());
        var resolver = new WindowResolver(context, windows, new Imports(), scope, findings);
        resolver.CheckUnused();
        foreach (var made in resolver.Made) findings.Take(made.Findings, isIdle: true);
    }

    /// <summary>Its constants, functions and imports.</summary>
    private void CheckScript()
    {
        var found = new List<Diagnostic>();
        var nothing = ScriptText.Of(new SourceText(module.Source.Name, "null"));
        context.Script.EvaluateConstant(nothing, context.ScopeOf(ArgumentSet.None, []) with { Module = module.Source }, found);
        foreach (var finding in found) findings.Add(finding, finding.Span?.Start.Offset ?? 0);
    }

    private void Check(Definition definition, SettingScope scope)
    {
        switch (definition)
        {
            case OperatorDefinition @operator:
                var unused = new DefinitionFindings();
                new NodeResolver(context, Where).ResolveOperator(@operator.Name, @operator, Giver.Nobody, scope, unused);
                findings.Take(unused, isIdle: true);
                break;
            case ScriptDefinition script:
                new NodeResolver(context, Where).ResolveScript(script.Name, script, Giver.Nobody, scope, findings);
                break;
            case PipelineDefinition pipeline:
                PipelineResolver.Resolve(context, pipeline.Name, pipeline.Name.Text, pipeline, Arguments(pipeline.Parameters, ArgumentTexts.NestedPipeline, scope), findings);
                break;
            case ConnectorDefinition connector:
                var arguments = Arguments(connector.Parameters, ArgumentTexts.Connector(connector.Name.Text), scope);
                new ConnectorResolver(context, Where, connector.Name, connector, scope.Inside(arguments, $"the connector \"{connector.Name}\""), findings).Resolve();
                break;
            case FlowDefinition flow:
                FlowResolver.Resolve(context, flow.Name.Text, flow, Arguments(flow.Parameters, ArgumentTexts.Flow, scope), findings);
                break;
        }
    }

    private ArgumentSet Arguments(Parts<Parameter> declared, ArgumentTexts texts, SettingScope scope) => new Parameters(context, declared).Supply(Giver.Nobody, scope, texts, findings);

    private static string WordOf(Definition definition) => definition.GetType().Name.Replace("Definition", "", StringComparison.Ordinal).ToLowerInvariant();
}
