using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// The script language, and the languages in which definitions are written besides JSON. Called as <see cref="IScriptLanguage"/> is; a null result
/// means that the text is wrong, and that at least one error was added to <c>findings</c>.
/// </summary>
public interface IDefinitionLanguage : IScriptLanguage
{
    /// <summary>A query, as a pipeline (spec: query 3).</summary>
    /// <param name="name">The name of the pipeline.</param>
    PipelineDefinition? ReadQuery(SourceText source, string name, List<Diagnostic> findings);

    /// <summary>The definitions of a module; null also where there is no such module.</summary>
    /// <param name="path">Such as <c>tremor::pipelines</c>.</param>
    ModuleDefinitions? ReadModule(string path, IModuleResolver modules, List<Diagnostic> findings);

    /// <summary>The definitions of a module, by its text.</summary>
    ModuleDefinitions? ReadModule(SourceText source, List<Diagnostic> findings);

    /// <summary>Flows and their deployments in Troy (spec: troy A1).</summary>
    DefinitionDocument? ReadDocument(SourceText source, List<Diagnostic> findings);
}
