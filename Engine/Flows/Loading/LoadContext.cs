using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>The things that every part of one load needs.</summary>
internal sealed class LoadContext
{
    /// <summary>More are a mistake: pipelines that each create two of the next would fill the memory.</summary>
    public const int MaxNestedPipelines = 500;

    private int _nestedPipelines;

    public LoadContext(ComponentRegistry registry, IScriptLanguage script, LoadOptions options, DocumentModules modules)
    {
        Registry = registry;
        Script = script;
        Options = options;
        Modules = modules;
        Texts = new(options, SkipMalformed);
        Values = new(this);
    }

    public ComponentRegistry Registry { get; }

    public IScriptLanguage Script { get; }

    public LoadOptions Options { get; }

    public DocumentModules Modules { get; }

    public TextSources Texts { get; }

    public ValueEvaluator Values { get; }

    public SecretRedactor Secrets { get; } = new();

    /// <summary>The first part that was left out because it has not the form that the schema asks for, which the schema reports.</summary>
    public DocumentNode? Malformed { get; private set; }

    /// <summary>Counts a nested pipeline; false when there are too many.</summary>
    public bool TakeNestedPipeline() => ++_nestedPipelines <= MaxNestedPipelines;

    public void SkipMalformed(DocumentNode node) => Malformed ??= node;

    /// <summary>Takes over what the script language found in a text of the document.</summary>
    public static void TakeScriptFindings(IEnumerable<Diagnostic> found, DocumentNode text, DefinitionFindings findings)
    {
        foreach (var finding in found)
            findings.Add(finding with { Pointer = text.Pointer, Span = finding.Span ?? text.Place }, text.Start);
    }
}

/// <summary>Finds modules: those of the document first, then those of the host.</summary>
internal sealed class DocumentModules(IModuleResolver? next) : IModuleResolver
{
    private readonly Dictionary<string, SourceText> _own = [];

    public IReadOnlyList<string> SearchPath => next?.SearchPath ?? [];

    public IEnumerable<string> Names => _own.Keys;

    /// <param name="name">As <c>use</c> writes it: <c>a::b</c>.</param>
    public void Add(string name, SourceText text) => _own[name.Replace("::", "/")] = text;

    public SourceText? Find(string path) => _own.GetValueOrDefault(path) ?? next?.Find(path);
}
