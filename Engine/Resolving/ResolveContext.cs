using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The services and settings that every part of one document is resolved with.</summary>
internal sealed class ResolveContext
{
    /// <summary>More are a mistake: pipelines that each create two of the next would fill the memory.</summary>
    public const int MaxNestedPipelines = 500;

    private readonly Dictionary<string, ModuleScope?> _modules = [];
    private int _nestedPipelines;

    public ResolveContext(ComponentRegistry registry, IDefinitionLanguage script, LoadOptions options)
    {
        Registry = registry;
        Script = script;
        Options = options;
        Modules = new(options.Modules);
        Texts = new(options);
        Settings = new(this);
    }

    public ComponentRegistry Registry { get; }

    public IDefinitionLanguage Script { get; }

    public LoadOptions Options { get; }

    public DocumentModules Modules { get; }

    public TextSources Texts { get; }

    public SettingEvaluator Settings { get; }

    public SecretRedactor Secrets => Options.Redactor;

    /// <summary>The definitions of a module; null where there are none.</summary>
    /// <param name="path">Such as <c>tremor::pipelines</c>.</param>
    public ModuleScope? FindModule(string path)
    {
        if (_modules.TryGetValue(path, out var known)) return known;
        var module = Script.ReadModule(path, Modules, []);
        return _modules[path] = module is null or { Definitions.Count: 0, Uses.Count: 0 } ? null : new(this, module);
    }

    /// <summary>Counts a nested pipeline; false when there are too many.</summary>
    public bool TakeNestedPipeline() => ++_nestedPipelines <= MaxNestedPipelines;

    /// <summary>The surroundings of a script or an expression.</summary>
    public ScriptScope ScopeOf(ArgumentSet arguments, IReadOnlyList<UseDefinition> uses) => new(arguments.ToRecord(), uses, Modules);

    /// <summary>Takes over what the script language found in a text of the document.</summary>
    public static void TakeScriptFindings(IEnumerable<Diagnostic> found, Place text, DefinitionFindings findings)
    {
        foreach (var finding in found)
        {
            // Where a part of the very text was parsed, the place itself is the order.
            var order = finding.Span is { } place && ReferenceEquals(place.Source, text.Span?.Source) ? place.Start.Offset : text.Order;
            findings.Add(finding with { Pointer = text.Pointer, Span = finding.Span ?? text.Span, Hint = DefinitionFindings.WithNote(finding.Hint, text) }, order);
        }
    }
}

/// <summary>Finds modules: those of the document first, then those of the host.</summary>
internal sealed class DocumentModules(IModuleResolver? next) : IModuleResolver
{
    private readonly Dictionary<string, SourceText> _own = [];
    private readonly Dictionary<SourceText, Place> _places = [];

    public IReadOnlyList<string> SearchPath => next?.SearchPath ?? [];

    public IEnumerable<string> Names => _own.Keys;

    /// <param name="name">As <c>use</c> writes it: <c>a::b</c>.</param>
    /// <param name="place">Where the text stands in the document.</param>
    public void Add(string name, SourceText text, Place place)
    {
        _own[name.Replace("::", "/")] = text;
        _places[text] = place;
    }

    /// <summary>Where the text of a module stands; null for what is none of the document.</summary>
    public Place? PlaceOf(SourceText? text) => text is null ? null : _places.GetValueOrDefault(text);

    public IEnumerable<string> Near(string path) => _own.Keys.Concat(next?.Near(path) ?? []);

    public SourceText? Find(string path) => _own.GetValueOrDefault(path) ?? next?.Find(path);
}
