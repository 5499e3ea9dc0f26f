using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Turns the definition of an operator or script and what its creator gives into a node (spec: query 5, query 9, troy B4).</summary>
/// <param name="pipeline"><c>flow::pipeline</c>, for messages.</param>
internal sealed class NodeResolver(ResolveContext context, string pipeline)
{
    private const string NotConstant = "NotConstant";

    /// <param name="name">The node's.</param>
    /// <param name="giver">Who creates it; <see cref="Giver.Nobody"/> checks the definition as far as that goes.</param>
    /// <param name="scope">What the definition sees: the modules around it.</param>
    public NodePlan ResolveOperator(Name name, OperatorDefinition definition, Giver giver, SettingScope scope, DefinitionFindings findings)
    {
        var arguments = new Parameters(context, definition.Parameters).Supply(giver, scope, ArgumentTexts.Operator, findings);
        if (definition.Kind is not { } kind) return new(name.Text, NodeRole.Operator, "");
        var node = new NodePlan(name.Text, NodeRole.Operator, kind.Text);
        var isText = kind.Place.IsText;
        if (!context.Registry.TryGetOperator(kind.Text, out var component) || (component.Name != kind.Text && !isText))
        {
            var isTwoPart = kind.Text.Split("::") is [{ Length: > 0 }, { Length: > 0 }];
            var (code, what) = isTwoPart ? (DefinitionErrorKind.UnknownOp, "operator") : (DefinitionErrorKind.UnknownNamespace, "namespace");
            findings.Error(isText ? definition.Place : kind.Place, code, $"Unknown {what}: {kind}", context.Registry.Hint(ComponentKind.Operator, kind.Text), Phase.Making);
            return node;
        }

        if (component.Name != kind.Text)
        {
            findings.Warning(kind.Place, $"{kind} is deprecated: the operator is called {component.Name}", $"write {component.Name}");
            node = node with { Kind = component.Name };
        }

        var before = findings.ErrorCount;
        var config = ResolveConfig(name, definition, component, scope.Inside(arguments, $"the operator \"{name}\""), findings);
        return node with
        {
            Work = findings.ErrorCount == before ? new OperatorWork(config.Given, c => (IOperator)component.Create(config.Bound, c)) : null,
            Outputs = ((OperatorAttribute)component.Attribute).Outputs,
        };
    }

    /// <inheritdoc cref="ResolveOperator"/>
    public NodePlan ResolveScript(Name name, ScriptDefinition definition, Giver giver, SettingScope scope, DefinitionFindings findings)
    {
        var arguments = new Parameters(context, definition.Parameters).Supply(giver, scope, ArgumentTexts.Script, findings);
        var state = ResolveState(definition, scope.Inside(arguments, $"the script \"{name}\""), findings);
        var ports = new Dictionary<string, Text>();
        foreach (var section in definition.Ports)
        {
            var port = section.Port.Text.ToLowerInvariant();
            if (port == "in") findings.Error(section.Port.Place, DefinitionErrorKind.ReservedPort, "port `in` is reserved for the main script", section.Port.Place.IsText ? "name another port, or leave `from in` out" : "move it to \"script\", or name another port", Phase.Checking);
            else if (!ports.TryAdd(port, section.Script))
                findings.Error(section.Port.Place, DefinitionErrorKind.DuplicateName, $"the port `{port}` has two sections", "the case of a port's name does not count", Phase.Checking);
        }

        var node = new NodePlan(name.Text, NodeRole.Operator, "script") { Inputs = ["in", .. ports.Keys] };
        return definition.IsWhole && state.IsKnown && arguments.AreKnown ? Compile(node, definition.Main!, ports, state.Value, arguments, findings) : node;
    }

    private NodePlan Compile(NodePlan node, Text main, Dictionary<string, Text> ports, Value state, ArgumentSet arguments, DefinitionFindings findings)
    {
        var source = context.Texts.Resolve(main, findings);
        var sections = ports.ToDictionary(static p => p.Key, p => context.Texts.Resolve(p.Value, findings));
        if (source is null || sections.ContainsValue(null)) return node;
        var script = new ScriptSections(source, sections!, state);
        var scope = context.ScopeOf(arguments, []);
        var found = new List<Diagnostic>();
        var compiled = context.Script.CompileScript(script, scope, found);
        foreach (var group in found.GroupBy(f => sections.FirstOrDefault(s => f.Span is { } place && s.Value!.Contains(place)).Key))
            ResolveContext.TakeScriptFindings(group, (group.Key is null ? main : ports[group.Key]).Place, findings);
        return compiled is null ? node : node with { Work = new ScriptWork(script, scope, compiled.Create), Emits = compiled.Ports };
    }

    private Evaluated ResolveState(ScriptDefinition definition, SettingScope scope, DefinitionFindings findings)
    {
        if (definition.State is not { } initial) return new(Value.Null, []);
        if (!initial.Place.IsText) return context.Settings.Evaluate(initial, scope, findings);
        var found = new DefinitionFindings();
        var state = context.Settings.Evaluate(initial, scope, found);
        // It has a kind and a place of its own (spec: query 20.2).
        if (found.HasError(NotConstant)) findings.Error(initial.Place, DefinitionErrorKind.Generic, "state not constant: it is computed before there is an event", phase: Phase.Folding);
        else findings.Take(found);
        return state;
    }

    private BoundConfig ResolveConfig(Name name, OperatorDefinition definition, ComponentDescriptor component, SettingScope scope, DefinitionFindings findings)
    {
        var isText = definition.Place.IsText;
        if (definition.Config is { } config) return new ComponentResolver(context, scope, findings) { OfOperator = isText ? definition : null }.BindConfig(component, config);
        if (!component.RequiresConfig) return new(null, component.BindConfig(null, []));
        var required = ConfigShape.Of(component.ConfigType!).Properties.Where(static p => p.IsRequired).Select(static p => p.Key);
        var (place, hint) = isText
            ? (definition.Place, $"add `with {string.Join(", ", required.Select(static k => $"{k} = .."))} end`")
            : (name.Place, $"add \"config\": {{{string.Join(", ", required.Select(static k => $"\"{k}\": ..."))}}}");
        findings.Error(place, DefinitionErrorKind.MissingOpConfig, $"{pipeline}/{name} Missing Configuration", hint, Phase.Making);
        return default;
    }
}
