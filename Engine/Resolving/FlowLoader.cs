using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>
/// Loads flow definitions: reads the text, in JSON (spec: troy B1), and resolves what it defines. Syntax and shape are checked by the reader,
/// meaning by the resolver; everything that can be trusted is reported at once.
/// </summary>
public static class FlowLoader
{
    /// <summary>Loads a file. That it cannot be read is a finding as well.</summary>
    /// <param name="path">Shown in messages as it is given.</param>
    public static LoadResult Load(string path, ComponentRegistry registry, IScriptLanguage script, LoadOptions? options = null)
    {
        options ??= new();
        string text;
        try
        {
            text = Utf8File.Read(path, options.Waiting is { } waiting ? () => waiting(path) : null);
        }
        catch (NotUtf8Exception e)
        {
            return Unreadable(e.ToDiagnostic(path, nameof(DefinitionErrorKind.NotUtf8)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(DefinitionErrorKind.FileNotFound, $"there is no file {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(DefinitionErrorKind.FileUnreadable, $"{path} cannot be read: {e.Message}");
        }

        options.Files.Add(path);
        return LoadText(path, text, registry, script, options with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(path)) });
    }

    /// <summary>Loads a text.</summary>
    /// <param name="name">What to call it in messages.</param>
    public static LoadResult LoadText(string name, string text, ComponentRegistry registry, IScriptLanguage script, LoadOptions? options = null)
    {
        var findings = new DefinitionFindings();
        var context = new ResolveContext(registry, script, options ?? new());
        var document = DefinitionReader.Read(new SourceText(name, text), findings);
        var plans = document is null ? [] : DocumentResolver.Resolve(context, document, findings);
        IReadOnlyList<Diagnostic> diagnostics =
        [
            .. OncePerVariable(findings.InOrder).Select(d => d with { Message = context.Secrets.Redact(d.Message), Hint = d.Hint is null ? null : context.Secrets.Redact(d.Hint) }),
        ];
        return new(findings.ErrorCount == 0 ? plans : [], diagnostics, context.Secrets);
    }

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

    private static LoadResult Unreadable(DefinitionErrorKind kind, string message) => Unreadable(new Diagnostic { Severity = Severity.Error, Code = kind.ToString(), Message = message });

    private static LoadResult Unreadable(Diagnostic finding) => new([], [finding], new());
}
