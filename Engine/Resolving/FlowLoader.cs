using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Flows.Loading;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>
/// Loads flow definitions in JSON (spec: troy B1). A definition is checked in three layers: JSON, its shape, meaning; everything that
/// can be trusted is reported at once.
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
            return Unreadable("NotUtf8", $"{path} is not UTF-8 text: the byte at offset {e.Offset} cannot be decoded", null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable("FileNotFound", $"there is no file {path}", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable("FileUnreadable", $"{path} cannot be read: {e.Message}", null);
        }
    }

    /// <summary>Loads a text.</summary>
    /// <param name="name">What to call it in messages.</param>
    public static LoadResult LoadText(string name, string text, ComponentRegistry registry, IScriptLanguage script, LoadOptions? options = null)
    {
        options ??= new();
        var findings = new DefinitionFindings();
        var context = new LoadContext(registry, script, options, new Flows.Loading.DocumentModules(options.Modules));
        var document = new Document(new SourceText(name, text), options.BaseDirectory);
        var plans = new List<FlowPlan>();
        if (DocumentReader.Read(document, findings) is { } root)
        {
            DefinitionReader.Read(root, findings);
            plans = new DocumentLoader(context, root, findings).Load();
            if (context.Malformed is { } malformed && findings.ErrorCount == 0) findings.Error(malformed, "WrongValue", "this is not what a flow definition has here");
        }

        IReadOnlyList<Diagnostic> diagnostics =
        [
            .. findings.InOrder.Select(d => d with { Message = context.Secrets.Redact(d.Message), Hint = d.Hint is null ? null : context.Secrets.Redact(d.Hint) }),
        ];
        return new(findings.ErrorCount == 0 ? plans : [], diagnostics, context.Secrets);
    }

    private static LoadResult Unreadable(string code, string message, string? hint) =>
        new([], [new() { Severity = Severity.Error, Code = code, Message = message, Hint = hint }], new());
}
