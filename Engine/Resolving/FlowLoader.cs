using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;

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
        try
        {
            var text = Utf8File.Read(path);
            return LoadText(path, text, registry, script, options with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(path)) });
        }
        catch (NotUtf8Exception e)
        {
            return Unreadable(DefinitionErrorKind.NotUtf8, $"{path} is not UTF-8 text: the byte at offset {e.Offset} cannot be decoded");
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
            .. findings.InOrder.Select(d => d with { Message = context.Secrets.Redact(d.Message), Hint = d.Hint is null ? null : context.Secrets.Redact(d.Hint) }),
        ];
        return new(findings.ErrorCount == 0 ? plans : [], diagnostics, context.Secrets);
    }

    private static LoadResult Unreadable(DefinitionErrorKind kind, string message) =>
        new([], [new() { Severity = Severity.Error, Code = kind.ToString(), Message = message }], new());
}
