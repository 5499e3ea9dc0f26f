using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <inheritdoc cref="Parsing.ScriptSyntax"/>
public static class FlowSyntax
{
    /// <summary>A query of its own, as a pipeline (spec: query 3).</summary>
    /// <param name="name">The name of the pipeline.</param>
    public static PipelineDefinition? Query(SourceText source, string name, List<Diagnostic> findings) =>
        TextBoundary.Guard(source, findings, () => FlowReader.Query(source, name));

    /// <summary>The definitions of a module (spec: query 4).</summary>
    public static ModuleDefinitions? Module(SourceText source, List<Diagnostic> findings) => TextBoundary.Guard(source, findings, () =>
    {
        var module = FlowReader.Module(source);
        var uses = module.Script.Statements.OfType<UseStatement>().SelectMany(u => PartParser.UsesOf(u, Place.At(source.SpanOf(u.Target))));
        return new ModuleDefinitions(source, [.. uses], [.. module.Definitions]);
    });

    /// <summary>Flows and their deployments (spec: troy A1).</summary>
    public static DefinitionDocument? Document(SourceText source, List<Diagnostic> findings) =>
        TextBoundary.Guard(source, findings, () => FlowReader.Document(source));
}
