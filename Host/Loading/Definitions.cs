using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Testing;

namespace Tremor.Dataflow.Host.Loading;

/// <summary>Loads definitions as this process sees them: its environment, modules, secrets and components.</summary>
internal sealed class Definitions(HostProcess process)
{
    /// <summary>Where secrets lie as files when nothing else is said, as container platforms mount them.</summary>
    private const string SecretDirectory = "/run/secrets";

    /// <inheritdoc cref="LoadOptions.IgnoreMissingVariables"/>
    public bool IgnoreMissingVariables { get; init; }

    /// <summary>Gets the files that are read.</summary>
    public DefinitionFiles Files { get; init; } = process.Definitions;

    /// <param name="debugConnectors">Whether <c>cb</c>, <c>bench</c> and <c>exit</c> exist.</param>
    public LoadResult LoadFlow(string file, bool debugConnectors) => FlowLoader.Load(file, Installation.Components, ScriptLanguage.Instance, Options(file, debugConnectors));

    /// <summary>Loads a flow for a test of it.</summary>
    /// <param name="environment">Answers <c>$env</c>.</param>
    /// <param name="secrets">Answers <c>$secret</c>.</param>
    /// <param name="adapt">Makes the document what is tested.</param>
    public LoadResult LoadTested(string file, Func<string, string?> environment, ISecretProvider secrets, Func<DefinitionDocument, DefinitionDocument> adapt) =>
        FlowLoader.Load(
            file, Installation.Components, ScriptLanguage.Instance,
            Options(file, debugConnectors: true) with { Environment = environment, Secrets = secrets, Redactor = new() }, adapt);

    /// <summary>What is wrong with a flow that is tested, whatever its environment and secrets are.</summary>
    /// <param name="see">Sees the document.</param>
    public IReadOnlyList<Diagnostic> CheckTested(string file, Action<DefinitionDocument> see)
    {
        var options = Options(file, debugConnectors: true) with { Environment = static _ => null, IgnoreMissingVariables = true, Secrets = new AnySecret(), Redactor = new() };
        return FlowLoader.Load(file, Installation.Components, ScriptLanguage.Instance, options, document =>
        {
            see(document);
            return document;
        }).Diagnostics;
    }

    /// <summary>Reads a file of tests; null where it cannot be read.</summary>
    public FlowTestDocument? ReadTests(string file, List<Diagnostic> findings) => FlowLoader.ReadTests(file, Options(file, debugConnectors: true), findings);

    public QueryLoadResult LoadQuery(string file) => FlowLoader.LoadQuery(file, Installation.Components, ScriptLanguage.Instance, Options(file, debugConnectors: false));

    /// <summary>
    /// What is wrong with a file that may be a module of definitions: where it cannot be read as what it was taken for, as the one of both that can be read further.
    /// </summary>
    /// <param name="findings">About it as a script or as flows.</param>
    public IReadOnlyList<Diagnostic> OrOfModule(string file, IReadOnlyList<Diagnostic> findings)
    {
        if (FirstError(findings) is not { Code: "UnrecognizedToken" or "ParserError", Span: { } misread } || misread.Source.Name != file) return findings;
        var asModule = FlowLoader.CheckModule(misread.Source, Installation.Components, ScriptLanguage.Instance, Options(file, debugConnectors: true), out var isModule);
        return isModule || FirstError(asModule)?.Span?.Start.Offset > misread.Start.Offset ? asModule : findings;

        static Diagnostic? FirstError(IReadOnlyList<Diagnostic> findings) => findings.FirstOrDefault(static f => f.Severity == Severity.Error);
    }

    /// <summary>Definitions as they are written, for another form.</summary>
    public ExportResult ReadForExport(string file, FlowForm form)
    {
        var options = Options(file, debugConnectors: true) with { Secrets = new NamedSecrets() };
        if (DefinitionFile.KindOf(file) == DefinitionKind.Query) return FlowLoader.ReadQueryForExport(file, Installation.Components, ScriptLanguage.Instance, options);
        var isText = DefinitionFile.KindOf(file) == DefinitionKind.Flow ? FlowForms.Of(file) == FlowForm.Troy : throw new CommandFailedException(
            $"{file} is no flow: only flow definitions and queries can be written in another form");
        return FlowLoader.ReadForExport(file, Installation.Components, ScriptLanguage.Instance, options, isSameTree: !isText && form != FlowForm.Troy);
    }

    private LoadOptions Options(string file, bool debugConnectors) => new()
    {
        EnableDebugConnectors = debugConnectors,
        IgnoreMissingVariables = IgnoreMissingVariables,
        Environment = process.Variable,
        Modules = ModulesFor(file),
        Secrets = new FileSecretProvider(process.Variable("TREMOR_SECRETS") ?? SecretDirectory, Files),
        Files = Files,
        Redactor = process.Secrets,
        Waiting = process.SayWaiting,
    };

    /// <returns>Null when there is an error among the findings.</returns>
    public CompiledScript? LoadScript(string file, List<Diagnostic> findings) => Load(file, findings, ScriptCompiler.Compile);

    /// <inheritdoc cref="LoadScript"/>
    public UnitTestFile? LoadUnitTests(string file, List<Diagnostic> findings) => Load(file, findings, UnitTestFile.Compile);

    private T? Load<T>(string file, List<Diagnostic> findings, Func<SourceText, ScriptSurroundings, List<Diagnostic>, T?> compile)
        where T : class
    {
        if (NamedFile.ProblemOf(file, process.SayWaiting, out var text) is not { } problem)
        {
            Files.Add(file);
            return compile(new SourceText(file, text), new ScriptSurroundings { Modules = ModulesFor(file) }, findings);
        }

        findings.Add(problem);
        return null;
    }

    /// <summary>Modules lie in this directory, then in <c>TREMOR_PATH</c>.</summary>
    public DirectoryModules ModulesIn(string directory) => DirectoryModules.FromPath(process.Variable("TREMOR_PATH"), directory);

    /// <summary>Modules lie beside the file that is run, then in <c>TREMOR_PATH</c> (spec: conformance 1).</summary>
    private NotedModules ModulesFor(string file) => new(ModulesIn(Path.GetDirectoryName(Path.GetFullPath(file))!), Files);

    /// <summary>There is a secret of every name, without content.</summary>
    private sealed class AnySecret : ISecretProvider
    {
        public string Find(string reference) => "";
    }

    /// <summary>What is written must not hold secrets, so that nobody needs them.</summary>
    private sealed class NamedSecrets : ISecretProvider
    {
        public string? Find(string reference) => $"<secret:{reference}>";
    }

    /// <summary>Modules in files, whose names they have.</summary>
    private sealed class NotedModules(DirectoryModules modules, DefinitionFiles files) : IModuleResolver
    {
        public IReadOnlyList<string> SearchPath => modules.SearchPath;

        public IEnumerable<string> Near(string path) => modules.Near(path);

        public SourceText? Find(string path)
        {
            if (modules.Find(path) is not { } source) return null;
            files.Add(source.Name);
            return source;
        }
    }
}
