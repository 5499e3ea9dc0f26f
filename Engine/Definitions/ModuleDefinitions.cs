using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>The definitions of a module (spec: query 4, troy A4).</summary>
/// <param name="Source">Its text, which has constants and functions, too.</param>
/// <param name="Uses">Modules that they see, and that it passes on.</param>
/// <param name="Definitions">Of windows, operators, scripts, pipelines, connectors and flows, in order.</param>
public sealed record ModuleDefinitions(SourceText Source, Parts<Use> Uses, Parts<Definition> Definitions);
