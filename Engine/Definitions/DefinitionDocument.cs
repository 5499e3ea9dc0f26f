using Tremor.Dataflow.Engine.Definitions.Testing;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>The definitions and deployments of one text: a Troy file, or a JSON document (spec: troy B3).</summary>
public sealed record DefinitionDocument(Place Place)
{
    /// <summary>A comment on the whole; null for none.</summary>
    public Text? Doc { get; init; }

    /// <summary><c>#!config name = value</c>: constant, and without effect; only Troy has them here.</summary>
    public Parts<Field> Directives { get; init; }

    /// <summary>Modules that the document brings along; only JSON has them.</summary>
    public Parts<ModuleDefinition> Modules { get; init; }

    /// <summary>Flows and deployments as a text in Troy; only JSON has it. Null for none.</summary>
    public Text? Troy { get; init; }

    /// <summary>Modules that its flows see: <c>use</c>; only Troy has them here.</summary>
    public Parts<Use> Uses { get; init; }

    /// <summary>The flows that it defines.</summary>
    public Parts<FlowDefinition> Flows { get; init; }

    /// <summary>The deployments, in order; null where the text has none, which deploys every flow once under its own name.</summary>
    public Parts<Deployment>? Deployments { get; init; }

    /// <summary>Tests of what it defines, which nothing but <c>tremor test flow</c> runs; only JSON has them.</summary>
    public Parts<FlowTest> Tests { get; init; }

    /// <inheritdoc cref="Definition.IsWhole"/>
    public bool IsWhole { get; init; } = true;
}

/// <summary>A module of functions and constants inside a document.</summary>
/// <param name="Name">As <c>use</c> writes it: <c>a::b</c>.</param>
public sealed record ModuleDefinition(Name Name, Text Text);

/// <summary>
/// Runs a flow: <c>deploy flow alias from flow with ... end</c>; in JSON <c>{"flow", "as", "with"}</c> in the list <c>deploy</c>.
/// </summary>
/// <param name="Flow">The definition, by name.</param>
/// <param name="Alias">The name that the deployment gets; null for the flow's own.</param>
public sealed record Deployment(Name Flow, Name? Alias, Place Place)
{
    /// <summary>Values for the arguments that the flow declares.</summary>
    public Parts<Field> With { get; init; }

    /// <summary>A comment on the deployment; null for none.</summary>
    public Text? Doc { get; init; }
}
