using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Definitions.Yaml;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>The forms in which flows are written.</summary>
public enum FlowForm
{
    /// <summary>JSON; with comments where the name ends in <c>.jsonc</c> (spec: troy B1, extensions 5.3).</summary>
    Json,

    /// <summary>The same tree in YAML (spec: extensions 5.4).</summary>
    Yaml,

    /// <summary>The deployment language (spec: troy A1).</summary>
    Troy,
}

/// <summary>From the text of flows, in any form, to definitions.</summary>
public static class FlowForms
{
    /// <summary>The form that the extension of a file says; null where it is of something else.</summary>
    public static FlowForm? Of(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".json" or ".jsonc" => FlowForm.Json,
        ".yaml" or ".yml" => FlowForm.Yaml,
        ".troy" => FlowForm.Troy,
        _ => null,
    };

    /// <summary>The definitions of a text; null when it has not the form that its name says, JSON where that says nothing.</summary>
    internal static DefinitionDocument? Read(SourceText source, IDefinitionLanguage language, DefinitionFindings findings) => Of(source.Name) switch
    {
        FlowForm.Troy => ReadText(source, language.ReadDocument, findings),
        _ => ReadTree(source, findings) is { } root ? DefinitionReader.Read(root, findings) : null,
    };

    /// <summary>The tree that a text in JSON or YAML is; null where it is neither, as its name says.</summary>
    internal static DocumentNode? ReadTree(SourceText source, DefinitionFindings findings) =>
        Of(source.Name) == FlowForm.Yaml ? YamlReader.Read(new(source), findings) : DocumentReader.Read(new(source), findings);

    /// <summary>Definitions as a JSON document, in one layout for all; what is read from it says the same.</summary>
    public static string WriteJson(DefinitionDocument document) => DefinitionWriter.WriteText(document);

    /// <summary>What a reader of the definition language makes of a text.</summary>
    internal static T? ReadText<T>(SourceText source, Func<SourceText, List<Diagnostic>, T?> read, DefinitionFindings findings)
        where T : class
    {
        var found = new List<Diagnostic>();
        var result = read(source, found);
        foreach (var finding in found) findings.Add(finding, finding.Span?.Start.Offset ?? 0);
        return result;
    }
}
