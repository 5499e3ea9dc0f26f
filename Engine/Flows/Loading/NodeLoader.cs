using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>A node of the pipeline at hand.</summary>
/// <param name="Findings">What is wrong with it; errors only if it is not pruned.</param>
internal sealed record LoadedNode(NodePlan Plan, DocumentNode Place, DefinitionFindings Findings);

/// <summary>Turns the definition of an operator or script and what its creator gives into a node (spec: query 5, query 9, troy B4).</summary>
/// <param name="pipeline"><c>flow::pipeline</c>, for messages.</param>
/// <param name="imports">Modules of the pipeline.</param>
internal sealed class NodeLoader(LoadContext context, string pipeline, Imports imports)
{
    /// <param name="name">The member that names the node.</param>
    /// <param name="with">What the creator gives.</param>
    /// <param name="giver">What <paramref name="with"/> may refer to.</param>
    /// <param name="isCreated">False for a definition that nobody creates.</param>
    public LoadedNode LoadOperator(DocumentMember name, DocumentNode definition, DocumentNode? with, Scope giver, bool isCreated, DefinitionFindings findings)
    {
        var arguments = Supply(name, definition, with, giver, ArgumentTexts.Operator, isCreated, findings);
        var kind = definition["kind"];
        if (kind?.Text is not { } text)
        {
            context.SkipMalformed(definition);
            return Node(name, "", findings);
        }

        if (!context.Registry.TryGetOperator(text, out var component))
        {
            var isTwoPart = text.Split("::") is [{ Length: > 0 }, { Length: > 0 }];
            findings.Error(kind, isTwoPart ? "UnknownOp" : "UnknownNamespace", isTwoPart ? $"Unknown operator: {text}" : $"Unknown namespace: {text}", context.Registry.Hint(ComponentKind.Operator, text));
            return Node(name, text, findings);
        }

        var before = findings.ErrorCount;
        object? config = null;
        Value? filledIn = null;
        if (definition["config"] is { } given) config = new ComponentLoader(context, SettingsOf(arguments, $"the operator \"{name.Name}\""), findings).BindConfig(component, given, out filledIn);
        else if (component.RequiresConfig) ReportMissingConfig(name, definition, component, findings);
        else config = component.BindConfig(null, []);
        var attribute = (OperatorAttribute)component.Attribute;
        return Node(name, text, findings, plan => plan with
        {
            Work = findings.ErrorCount == before ? new OperatorWork(filledIn, c => (IOperator)component.Create(config, c)) : null,
            Outputs = attribute.Outputs,
        });
    }

    /// <inheritdoc cref="LoadOperator"/>
    public LoadedNode LoadScript(DocumentMember name, DocumentNode definition, DocumentNode? with, Scope giver, bool isCreated, DefinitionFindings findings)
    {
        var arguments = Supply(name, definition, with, giver, ArgumentTexts.Script, isCreated, findings);
        var state = definition["state"] is { } initial ? context.Values.Evaluate(initial, SettingsOf(arguments, $"the script \"{name.Name}\""), findings) : new(Value.Null, []);
        var sections = definition["ports"] is { IsRecord: true } given ? given.Members : [];
        var ports = new Dictionary<string, DocumentMember>();
        foreach (var section in sections)
        {
            var port = section.Name.ToLowerInvariant();
            if (port == "in") findings.Error(section, "ReservedPort", "port `in` is reserved for the main script", "move it to \"script\", or name another port");
            else if (!ports.TryAdd(port, section)) findings.Error(section, "DuplicateName", $"the port `{port}` has two sections", "the case of a port's name does not count");
        }

        if (definition["script"] is null) context.SkipMalformed(definition);
        var main = definition["script"] is { } script ? context.Texts.Resolve(script, findings) : null;
        var texts = ports.ToDictionary(static p => p.Key, p => context.Texts.Resolve(p.Value.Value, findings));
        ScriptWork? work = null;
        if (main is not null && !texts.ContainsValue(null) && state.IsKnown && arguments.AreKnown)
        {
            var found = new List<Diagnostic>();
            var filledIn = new ScriptSections(main, texts!, state.Value);
            var around = new ScriptScope(arguments.ToRecord(), [], context.Modules);
            work = context.Script.CompileScript(filledIn, around, found) is { } create ? new(filledIn, around, create) : null;
            foreach (var group in found.GroupBy(f => texts.FirstOrDefault(t => ReferenceEquals(t.Value, f.Span?.Source)).Key))
                LoadContext.TakeScriptFindings(group, group.Key is null ? definition["script"]! : ports[group.Key].Value, findings);
        }

        return Node(name, "script", findings, plan => plan with { Work = work, Inputs = ["in", .. ports.Keys] });
    }

    private static LoadedNode Node(DocumentMember name, string kind, DefinitionFindings findings, Func<NodePlan, NodePlan>? fill = null)
    {
        var plan = new NodePlan(name.Name, NodeRole.Operator, kind) { Place = name.Value.Place };
        return new(fill?.Invoke(plan) ?? plan, name.Value, findings);
    }

    private Arguments Supply(DocumentMember name, DocumentNode definition, DocumentNode? with, Scope giver, ArgumentTexts texts, bool isCreated, DefinitionFindings findings) =>
        new ArgumentList(definition["args"]).Supply(context, with, giver, SettingsOf(Arguments.None, ""), name, texts, isCreated, findings);

    private Scope SettingsOf(Arguments arguments, string where) => new(arguments, where, imports.Uses);

    private void ReportMissingConfig(DocumentMember name, DocumentNode definition, ComponentDescriptor component, DefinitionFindings findings)
    {
        if (definition.Members.Exists(static m => m.Name != "config" && NearestName.Find(m.Name, ["config"]) is not null)) return;
        var required = ConfigShape.Of(component.ConfigType!).Properties.Where(static p => p.IsRequired).Select(static p => $"\"{p.Key}\": ...");
        findings.Error(name, "MissingOpConfig", $"{pipeline}/{name.Name} Missing Configuration", $"add \"config\": {{{string.Join(", ", required)}}}");
    }
}
