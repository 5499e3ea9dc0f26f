using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>
/// Loads flow definitions: reads the text, in JSON (spec: troy B1), YAML or Troy (spec: troy A1), and resolves what it defines. Syntax and shape are checked by the reader,
/// meaning by the resolver; everything that can be trusted is reported at once.
/// </summary>
public static class FlowLoader
{
    /// <summary>Loads a file of flows in the form that its extension says. That it cannot be read is a finding as well.</summary>
    /// <param name="path">Shown in messages as it is given.</param>
    /// <param name="adapt">Changes what is written before it is resolved; null for nothing.</param>
    public static LoadResult Load(
        string path, ComponentRegistry registry, IDefinitionLanguage script, LoadOptions? options = null, Func<DefinitionDocument, DefinitionDocument>? adapt = null)
    {
        options ??= new();
        return Read(path, options, out var text) is { } problem
            ? new([], [problem], new())
            : LoadText(path, text, registry, script, options with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(path)) }, adapt);
    }

    /// <summary>Reads a file of tests (spec: extensions 4.1). What is wrong with it is added to <paramref name="findings"/>.</summary>
    /// <returns>Null where it is no record, or cannot be read.</returns>
    public static FlowTestDocument? ReadTests(string path, LoadOptions options, List<Diagnostic> findings)
    {
        if (Read(path, options, out var text) is { } problem)
        {
            findings.Add(problem);
            return null;
        }

        var found = new DefinitionFindings();
        var root = FlowForms.ReadTree(new(path, text), found);
        var tests = root is null ? null : FlowTestReader.ReadFile(root, found);
        findings.AddRange(found.InOrder);
        return tests;
    }

    /// <summary>Loads the text of flows.</summary>
    /// <param name="name">What to call it in messages; it says the language, as of a file.</param>
    /// <inheritdoc cref="Load"/>
    public static LoadResult LoadText(
        string name, string text, ComponentRegistry registry, IDefinitionLanguage script, LoadOptions? options = null, Func<DefinitionDocument, DefinitionDocument>? adapt = null)
    {
        var findings = new DefinitionFindings();
        var context = new ResolveContext(registry, script, options ?? new());
        var source = new SourceText(name, text);
        var document = FlowForms.Read(source, script, findings);
        if (document is not null && adapt is not null) document = adapt(document);
        var plans = document is null ? [] : DocumentResolver.Resolve(context, document, findings);
        return new(findings.ErrorCount == 0 ? plans : [], Diagnostics(findings, context), context.Secrets);
    }

    /// <summary>
    /// Reads the definitions of a file of flows as they are written, to write them in another form. Unless there is an error among the findings they are
    /// without what only that form has: files, environment variables, the text of queries; a secret is shown by its name (spec: troy B6).
    /// </summary>
    /// <param name="isSameTree">Whether the other form has all that this one has, so that they stay as they are.</param>
    /// <inheritdoc cref="Load"/>
    public static ExportResult ReadForExport(string path, ComponentRegistry registry, IDefinitionLanguage script, LoadOptions options, bool isSameTree)
    {
        if (Read(path, options, out var text) is { } problem) return new(null, [problem]);
        var findings = new DefinitionFindings();
        var context = new ResolveContext(registry, script, options with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(path)) });
        var document = FlowForms.Read(new(path, text), script, findings);
        if (document is not null) DocumentResolver.Resolve(context, document, findings);
        if (document is not null && findings.ErrorCount == 0 && !isSameTree) document = ExportedDefinitions.Of(context, document, findings);
        return new(findings.ErrorCount == 0 ? document : null, Diagnostics(findings, context));
    }

    /// <summary>Reads a query to write it in another form, as a pipeline <c>query</c>, or of the name that it gives itself, of a flow of that name.</summary>
    /// <inheritdoc cref="ReadForExport"/>
    public static ExportResult ReadQueryForExport(string path, ComponentRegistry registry, IDefinitionLanguage script, LoadOptions options)
    {
        if (Read(path, options, out var text) is { } problem) return new(null, [problem]);
        var findings = new DefinitionFindings();
        var context = new ResolveContext(registry, script, options with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(path)) });
        var definition = FlowForms.ReadText(new(path, text), (source, found) => script.ReadQuery(source, "query", found), findings);
        if (definition is null) return new(null, Diagnostics(findings, context));
        PipelineResolver.ResolveQuery(context, definition, findings);
        var pipeline = PipelineResolver.WithPorts(context, definition, findings);
        var creation = new Creation(CreationKind.Pipeline, pipeline.Name, pipeline.Place) { Definition = pipeline };
        var document = new DefinitionDocument(pipeline.Place) { Flows = [new FlowDefinition(pipeline.Name, pipeline.Place) { Pipelines = [creation] }], Deployments = (Parts<Deployment>)[] };
        return new(findings.ErrorCount == 0 ? document : null, Diagnostics(findings, context));
    }

    /// <summary>Loads a file with a query, which is a pipeline of its own (spec: query 6). That it cannot be read is a finding as well.</summary>
    /// <inheritdoc cref="Load"/>
    public static QueryLoadResult LoadQuery(string path, ComponentRegistry registry, IDefinitionLanguage script, LoadOptions? options = null)
    {
        options ??= new();
        if (Read(path, options, out var text) is { } problem) return new(null, [problem]);
        var findings = new DefinitionFindings();
        var context = new ResolveContext(registry, script, options with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(path)) });
        var definition = FlowForms.ReadText(new(path, text), (source, found) => script.ReadQuery(source, "query", found), findings);
        var plan = definition is null ? null : PipelineResolver.ResolveQuery(context, definition, findings);
        return new(findings.ErrorCount == 0 ? plan : null, Diagnostics(findings, context));
    }

    /// <summary>Checks a text as a module of definitions, which may be a script or flows instead (spec: query 4, troy A4).</summary>
    /// <param name="source">Named as its file.</param>
    /// <param name="isModule">Whether it is one: it can be read as such, and defines more than functions and constants.</param>
    /// <returns>What is wrong with it as a module.</returns>
    public static IReadOnlyList<Diagnostic> CheckModule(SourceText source, ComponentRegistry registry, IDefinitionLanguage script, LoadOptions options, out bool isModule)
    {
        var findings = new DefinitionFindings();
        var context = new ResolveContext(registry, script, options with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(source.Name)) });
        var module = FlowForms.ReadText(source, script.ReadModule, findings);
        isModule = module is { Definitions.Count: > 0 };
        if (isModule) new ModuleResolver(context, module!, findings).Check();
        return Diagnostics(findings, context);
    }

    /// <returns>What is wrong with the file; null when it was read.</returns>
    private static Diagnostic? Read(string path, LoadOptions options, out string text)
    {
        text = "";
        try
        {
            text = Utf8File.Read(path, options.Waiting is { } waiting ? () => waiting(path) : null);
            options.Files.Add(path);
            return null;
        }
        catch (NotUtf8Exception e)
        {
            return e.ToDiagnostic(path, nameof(DefinitionErrorKind.NotUtf8));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(DefinitionErrorKind.FileNotFound, $"there is no file {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(DefinitionErrorKind.FileUnreadable, $"{path} cannot be read: {e.Message}");
        }
    }

    private static IReadOnlyList<Diagnostic> Diagnostics(DefinitionFindings findings, ResolveContext context) =>
    [
        .. OncePerVariable(findings.InOrder).Select(d => d with { Message = context.Secrets.Redact(d.Message), Hint = d.Hint is null ? null : context.Secrets.Redact(d.Hint) }),
    ];

    /// <summary>Of the errors about one environment variable the first, which says in how many places it is needed.</summary>
    private static IEnumerable<Diagnostic> OncePerVariable(IReadOnlyList<Diagnostic> findings)
    {
        var places = findings.Where(IsMissing).CountBy(static d => d.Message).ToDictionary();
        foreach (var finding in findings)
        {
            if (!IsMissing(finding)) yield return finding;
            else if (places.Remove(finding.Message, out var count)) yield return count == 1 ? finding : finding with { Hint = $"{finding.Hint}; {count} places need it" };
        }

        static bool IsMissing(Diagnostic finding) => finding is { Severity: Severity.Error, Code: nameof(DefinitionErrorKind.MissingVariable) };
    }

    private static Diagnostic Unreadable(DefinitionErrorKind kind, string message) => new() { Severity = Severity.Error, Code = kind.ToString(), Message = message };
}
