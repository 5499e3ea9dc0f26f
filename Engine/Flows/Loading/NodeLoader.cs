using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Flows.Documents;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>Turns the definition of an operator or script and what its creator gives into a node (spec: query 5, 9, troy B4).</summary>
/// <param name="pipeline"><c>flow::pipeline</c>, for messages.</param>
/// <param name="imports">Modules of the pipeline.</param>
internal sealed class NodeLoader(LoadContext context, string pipeline, Imports imports)
{
    /// <param name="name">The member that names the node.</param>
    /// <param name="with">What the creator gives.</param>
    /// <param name="giver">What <paramref name="with"/> may refer to.</param>
    /// <param name="isCreated">False for a definition that nobody creates.</param>
    public GraphNode LoadOperator(DocumentMember name, DocumentNode definition, DocumentNode? with, Scope giver, bool isCreated, FlowFindings findings)
    {
        var arguments = Supply(name, definition, with, giver, ArgumentTexts.Operator, isCreated, findings);
        var kind = definition["kind"];
        if (kind?.Text is not { } text)
        {
            context.SkipMalformed(definition);
            return new(name.Name, NodeRole.Operator, "", name.Value) { Findings = findings };
        }

        if (!context.Registry.TryGetOperator(text, out var component))
        {
            var isTwoPart = text.Split("::") is [{ Length: > 0 }, { Length: > 0 }];
            findings.Error(kind, isTwoPart ? "UnknownOp" : "UnknownNamespace", isTwoPart ? $"Unknown operator: {text}" : $"Unknown namespace: {text}", context.Registry.Hint(ComponentKind.Operator, text));
            return new(name.Name, NodeRole.Operator, text, name.Value) { Findings = findings };
        }

        var before = findings.ErrorCount;
        object? config = null;
        if (definition["config"] is { } given) config = new ComponentLoader(context, SettingsOf(arguments, $"the operator \"{name.Name}\""), findings).BindConfig(component, given);
        else if (component.RequiresConfig) ReportMissingConfig(name, definition, component, findings);
        else config = component.BindConfig(null, []);
        var attribute = (OperatorAttribute)component.Attribute;
        return new(name.Name, NodeRole.Operator, text, name.Value)
        {
            Create = findings.ErrorCount == before ? c => (IOperator)component.Create(config, c) : null,
            Outputs = attribute.Outputs,
            Findings = findings,
        };
    }

    /// <inheritdoc cref="LoadOperator"/>
    public GraphNode LoadScript(DocumentMember name, DocumentNode definition, DocumentNode? with, Scope giver, bool isCreated, FlowFindings findings)
    {
        var arguments = Supply(name, definition, with, giver, ArgumentTexts.Script, isCreated, findings);
        var state = definition["state"] is { } initial ? context.Values.Evaluate(initial, SettingsOf(arguments, $"the script \"{name.Name}\""), findings) : new(Value.Null, []);
        var sections = definition["ports"] is { IsRecord: true } ports ? ports.Members : [];
        foreach (var section in sections.Where(static s => s.Name.Equals("in", StringComparison.OrdinalIgnoreCase)))
            findings.Error(section, "ReservedPort", "port `in` is reserved for the main script", "move it to \"script\", or name another port");

        if (definition["script"] is null) context.SkipMalformed(definition);
        var main = definition["script"] is { } script ? context.Texts.Resolve(script, findings) : null;
        var texts = sections.Select(s => (s.Name, Text: context.Texts.Resolve(s.Value, findings))).ToList();
        Func<OperatorContext, IOperator>? create = null;
        if (main is not null && texts.TrueForAll(static t => t.Text is not null) && state.IsKnown && arguments.AreKnown)
        {
            var found = new List<Diagnostic>();
            var byPort = texts.ToDictionary(static t => t.Name.ToLowerInvariant(), static t => t.Text!);
            create = context.Script.CompileScript(new(main, byPort, state.Value, arguments.ToRecord()), context.Modules, found);
            foreach (var group in found.GroupBy(f => sections.Find(s => ReferenceEquals(texts.Find(t => t.Name == s.Name).Text, f.Span?.Source))))
                LoadContext.TakeScriptFindings(group, group.Key?.Value ?? definition["script"]!, findings);
        }

        return new(name.Name, NodeRole.Operator, "script", name.Value)
        {
            Create = create,
            Inputs = ["in", .. sections.Select(static s => s.Name.ToLowerInvariant())],
            Findings = findings,
        };
    }

    private Arguments Supply(DocumentMember name, DocumentNode definition, DocumentNode? with, Scope giver, ArgumentTexts texts, bool isCreated, FlowFindings findings) =>
        new ArgumentList(definition["args"]).Supply(context, with, giver, SettingsOf(Arguments.None, ""), name, texts, isCreated, findings);

    private Scope SettingsOf(Arguments arguments, string where) => new(arguments, where, imports.Uses);

    private void ReportMissingConfig(DocumentMember name, DocumentNode definition, ComponentDescriptor component, FlowFindings findings)
    {
        if (definition.Members.Exists(static m => m.Name != "config" && NearestName.Find(m.Name, ["config"]) is not null)) return;
        var required = ConfigShape.Of(component.ConfigType!).Properties.Where(static p => p.IsRequired).Select(static p => $"\"{p.Key}\": ...");
        findings.Error(name, "MissingOpConfig", $"{pipeline}/{name.Name} Missing Configuration", $"add \"config\": {{{string.Join(", ", required)}}}");
    }
}
