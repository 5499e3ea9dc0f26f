using System.Collections.Frozen;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Plans;

/// <summary>The part that a node plays in its pipeline.</summary>
public enum NodeRole
{
    /// <summary>Events of an input port of the pipeline enter here.</summary>
    Input,

    /// <summary>Events leave here for an output port of the pipeline.</summary>
    Output,

    /// <summary>It does something with events, or passes them on.</summary>
    Operator,
}

/// <summary>A node of a pipeline.</summary>
/// <param name="Kind">For people: <c>input</c>, <c>stream</c>, <c>script</c>, <c>select</c>, <c>generic::batch</c> ...</param>
public sealed record NodePlan(string Name, NodeRole Role, string Kind)
{
    /// <summary>Its work on events; null for inputs, outputs and streams, which pass everything on to <c>out</c>.</summary>
    public NodeWork? Work { get; init; }

    /// <summary>Ports that can be read, lower case; null for any.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>The ports that it is known to emit on, besides those that its kind has anyway.</summary>
    public IReadOnlySet<Port> Emits { get; init; } = FrozenSet<Port>.Empty;

    /// <summary>Ports that can be fed, lower case; null for any.</summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <summary>Where it is defined; null where no definition has a place for it.</summary>
    public SourceSpan? Place { get; init; }

    /// <summary>An input, named like its port.</summary>
    public static NodePlan Input(string name) => new(name, NodeRole.Input, "input");

    /// <summary>An output, named like its port.</summary>
    public static NodePlan Output(string name) => new(name, NodeRole.Output, "output");

    /// <summary>A node that passes everything on.</summary>
    public static NodePlan Stream(string name) => new(name, NodeRole.Operator, "stream") { Outputs = [Port.Out.Name] };
}

/// <summary>The work of a node, and the means to make it.</summary>
/// <param name="Create">Makes one for a running pipeline; everything in it is bound and checked.</param>
public abstract record NodeWork(Func<OperatorContext, IOperator> Create);

/// <summary>An operator with its configuration, all values filled in; null where none is given.</summary>
public sealed record OperatorWork(Value? Config, Func<OperatorContext, IOperator> Create) : NodeWork(Create);

/// <summary>A script with its arguments and its state at start.</summary>
public sealed record ScriptWork(ScriptSections Script, ScriptScope Scope, Func<OperatorContext, IOperator> Create) : NodeWork(Create);

/// <summary>A select with the arguments of the pipeline around it.</summary>
public sealed record SelectWork(SelectClauses Select, ScriptScope Scope, Func<OperatorContext, IOperator> Create) : NodeWork(Create);
