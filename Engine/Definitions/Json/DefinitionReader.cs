using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>
/// Reads definitions in JSON (spec: troy B1): the text, then its shape. What is wrong with either is reported here, before anyone asks what the
/// definitions mean; what can be read is read.
/// </summary>
internal sealed class DefinitionReader
{
    private static readonly string[] s_keys = ["$schema", "version", "doc", "modules", "flows", "troy", "deploy", "tests"];
    private static readonly RecordKeys s_document = new(s_keys) { Required = ["version", "flows"] };
    private static readonly RecordKeys s_troyDocument = new RecordKeys(s_keys) { Required = ["version"] }.Without("flows", "a document has either \"flows\" or \"troy\"");
    private static readonly RecordKeys s_deployment = new("flow", "as", "with", "doc") { Required = ["flow"] };

    private readonly PartReader _parts;
    private readonly FlowReader _flows;

    private DefinitionReader(DefinitionFindings findings)
    {
        _parts = new(findings);
        _flows = new(_parts);
    }

    /// <summary>The definitions of the text; null when it is no JSON.</summary>
    public static DefinitionDocument? Read(SourceText source, DefinitionFindings findings) =>
        DocumentReader.Read(new Document(source), findings) is { } root ? Read(root, findings) : null;

    /// <summary>The definitions of a JSON value.</summary>
    public static DefinitionDocument Read(DocumentNode root, DefinitionFindings findings) => new DefinitionReader(findings).Read(root);

    private DefinitionDocument Read(DocumentNode root)
    {
        var document = new DefinitionDocument(JsonPlace.Of(root));
        var troy = root["troy"];
        if (!_parts.Shapes.IsRecord(root, troy is null ? s_document : s_troyDocument)) return document with { IsWhole = false };
        if (root["$schema"] is { } schema) _parts.Shapes.IsString(schema);
        CheckVersion(root, _parts);
        var modules = _parts.Members(root["modules"]);
        ModuleDefinition[] readable = [.. modules.Select(ReadModule).OfType<ModuleDefinition>()];
        var flows = troy is null ? _parts.Members(root["flows"]) : [];
        var tests = new FlowTestReader(_parts).ReadTests(root["tests"]);
        var text = troy is null || root["flows"] is not null ? null : _parts.Texts.Read(troy);
        if (troy is null && root["flows"] is { IsRecord: true, Members.Count: 0 } empty) _parts.Shapes.Wrong(empty, "expected at least one member but found none");
        return document with
        {
            Doc = _parts.ReadDoc(root),
            Modules = [.. readable],
            Flows = [.. flows.Select(f => _flows.Read(f, tests))],
            Troy = text,
            Deployments = ReadDeployments(root["deploy"]),
            Tests = tests,
            IsWhole = readable.Length == modules.Count && (troy is null ? root["flows"] is { IsRecord: true } : text is not null),
        };
    }

    /// <summary>Reports a version of the format that is not this one.</summary>
    public static void CheckVersion(DocumentNode root, PartReader parts)
    {
        if (root["version"] is { } version && !(version.Scalar.TryGetInt64(out var number) && number == 1))
            parts.Shapes.Expected("1", version, "this program reads version 1 of the format");
    }

    private ModuleDefinition? ReadModule(DocumentMember member) =>
        _parts.Texts.Read(member.Value) is { } text ? new(_parts.ReadKey(member, isFree: true), text) : null;

    private Parts<Deployment>? ReadDeployments(DocumentNode? list)
    {
        if (list is null || !_parts.Shapes.IsList(list)) return null;
        return [.. list.Items.Select(ReadDeployment).OfType<Deployment>()];
    }

    private Deployment? ReadDeployment(DocumentNode node)
    {
        if (!_parts.Shapes.IsRecord(node, s_deployment)) return null;
        var flow = _parts.ReadReference(node["flow"]);
        var alias = _parts.ReadName(node["as"]);
        var with = _parts.Settings.ReadFields(node["with"]);
        var doc = _parts.ReadDoc(node);
        return flow is null ? null : new(flow, alias, JsonPlace.Of(node)) { With = with, Doc = doc };
    }
}
