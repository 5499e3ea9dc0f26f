using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads tests of flows, in a file of their own or in the document that they test (spec: extensions 4.1, extensions 4.2).</summary>
internal sealed class FlowTestReader(PartReader parts)
{
    private static readonly RecordKeys s_file = new("$schema", "version", "for", "doc", "defaults", "tests") { Required = ["version", "tests"] };
    private static readonly string[] s_settings = ["pipeline", "flow", "args", "with", "env", "secrets", "time", "timeout_s", "tags"];
    private static readonly RecordKeys s_defaults = new(s_settings);
    private static readonly RecordKeys s_test = new(["name", "doc", .. s_settings, "steps", "input", "expect", "skip", "only"]) { Required = ["name"] };

    private readonly TestStepReader _steps = new(parts);

    /// <summary>A file of tests.</summary>
    public static FlowTestDocument ReadFile(DocumentNode root, DefinitionFindings findings)
    {
        var parts = new PartReader(findings);
        var document = new FlowTestDocument(JsonPlace.Of(root));
        if (!parts.Shapes.IsRecord(root, s_file)) return document;
        if (root["$schema"] is { } schema) parts.Shapes.IsString(schema);
        DefinitionReader.CheckVersion(root, parts);
        parts.ReadDoc(root);
        var defaults = new FlowTest(new("", JsonPlace.Of(root)), JsonPlace.Of(root));
        var reader = new FlowTestReader(parts);
        if (root["defaults"] is { } given && parts.Shapes.IsRecord(given, s_defaults)) defaults = reader.ReadSettings(given, defaults);
        return document with { For = parts.ReadReference(root["for"]), Tests = reader.ReadTests(root["tests"], defaults) };
    }

    /// <summary>The tests inside the document that they test.</summary>
    public Parts<FlowTest> ReadTests(DocumentNode? list) =>
        list is null ? [] : ReadTests(list, new(new("", JsonPlace.Of(list)), JsonPlace.Of(list)));

    private Parts<FlowTest> ReadTests(DocumentNode? list, FlowTest defaults)
    {
        if (list is null || !parts.Shapes.IsList(list, least: 1)) return [];
        FlowTest[] tests = [.. list.Items.Select(item => ReadTest(item, defaults)).OfType<FlowTest>()];
        foreach (var twice in tests.GroupBy(static t => t.Name.Text).SelectMany(static g => g.Skip(1)))
            parts.Shapes.Findings.Error(twice.Name.Place, DefinitionErrorKind.DuplicateName, $"there are two tests that are named \"{twice.Name}\"");
        return [.. tests];
    }

    private FlowTest? ReadTest(DocumentNode node, FlowTest defaults)
    {
        if (!parts.Shapes.IsRecord(node, s_test) || parts.ReadReference(node["name"]) is not { } name) return null;
        var steps = _steps.ReadSteps(node);
        if (!steps.Any(static s => s is ExpectStep))
            parts.Shapes.Findings.Error(
                name.Place, DefinitionErrorKind.MissingProperty, $"the test \"{name}\" expects nothing", "say what comes: \"expect\": {\"out\": [...]}, or a step {\"expect\": ...}");
        return ReadSettings(node, defaults) with
        {
            Name = name,
            Place = JsonPlace.Of(node),
            Doc = parts.ReadDoc(node),
            Steps = steps,
            Skip = node["skip"] is { } skip && parts.Shapes.IsString(skip) ? skip.Text : null,
            IsOnly = node["only"] is { } only && IsTrue(only),
        };
    }

    private FlowTest ReadSettings(DocumentNode node, FlowTest test) => test with
    {
        Pipeline = parts.ReadReference(node["pipeline"]) ?? test.Pipeline,
        Flow = parts.ReadReference(node["flow"]) ?? test.Flow,
        Args = node["args"] is { } args ? parts.Settings.ReadFields(args) : test.Args,
        With = node["with"] is { } with ? parts.Settings.ReadFields(with) : test.With,
        Environment = ReadTexts(node["env"]) ?? test.Environment,
        Secrets = ReadTexts(node["secrets"]) ?? test.Secrets,
        StartNs = node["time"] is { } time && TestTimes.TryReadTime(time, parts.Shapes, out var start) ? start : test.StartNs,
        Timeout = node["timeout_s"] is { } timeout ? ReadTimeout(timeout) : test.Timeout,
        Tags = node["tags"] is { } tags && parts.Shapes.IsList(tags) ? [.. tags.Items.Where(parts.Shapes.IsString).Select(static t => t.Text!)] : test.Tags,
    };

    private Value? ReadTexts(DocumentNode? node)
    {
        if (node is null || !parts.Shapes.IsMap(node)) return null;
        foreach (var member in node.Members) parts.Shapes.IsString(member.Value);
        return node.ToValue();
    }

    private TimeSpan ReadTimeout(DocumentNode node)
    {
        if (node.Scalar.TryGetDouble(out var seconds) && seconds is > 0 and <= 3600) return TimeSpan.FromSeconds(seconds);
        parts.Shapes.Expected("a number of seconds, more than 0 and up to 3600", node);
        return TimeSpan.FromSeconds(10);
    }

    private bool IsTrue(DocumentNode node) => node.Scalar.TryGetBool(out var value) ? value : parts.Shapes.Expected("true or false", node);
}
