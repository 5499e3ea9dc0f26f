using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Resolving;

namespace Tremor.Dataflow.Tests.Engine.Resolving;

/// <summary>Short ways to load definitions in tests.</summary>
internal static class Loads
{
    public static LoadResult Load(string text, SampleLanguage? language = null, LoadOptions? options = null) =>
        FlowLoader.LoadText("flow.json", text, SampleComponents.Registry, language ?? new(), options);

    /// <summary>The plan of a definition with one deployment and nothing wrong.</summary>
    public static FlowPlan Plan(string text, SampleLanguage? language = null, LoadOptions? options = null)
    {
        var result = Load(text, language, options);
        Assert.Empty(result.Diagnostics.Where(static d => d.Severity == Severity.Error).Select(Line));
        return Assert.Single(result.Plans);
    }

    /// <summary>The errors, a line each: <c>pointer: message</c>.</summary>
    public static IEnumerable<string> Errors(string text, LoadOptions? options = null) =>
        Load(text, null, options).Diagnostics.Where(static d => d.Severity == Severity.Error).Select(Line);

    public static string Line(Diagnostic finding) => $"{finding.Pointer}: {finding.Message}";

    /// <summary>A flow with a pipeline <c>main</c> between two connectors.</summary>
    public static string WithPipeline(string pipeline, string flow = "", string codec = "json") => $$"""
        {
          "version": 1,
          "flows": { "main": { {{flow}}
            "connectors": { "in": {"kind": "stdio", "codec": "{{codec}}"}, "out": {"kind": "stdio", "codec": "json"} },
            "pipelines": { "main": {{pipeline}} },
            "connect": ["connector/in -> pipeline/main -> connector/out"]
          } }
        }
        """;

    /// <summary>A flow with a connector <c>in</c> that is read.</summary>
    public static string WithConnector(string connector, string flow = "") => $$"""
        {
          "version": 1,
          "flows": { "main": { {{flow}}
            "connectors": { "in": {{connector}}, "out": {"kind": "null"} },
            "pipelines": { "main": { "links": [["in", "out"]] } },
            "connect": ["connector/in -> pipeline/main -> connector/out"]
          } }
        }
        """;

    /// <summary>Makes what a plan describes.</summary>
    public static T Make<T>(ConnectorPlan plan) => (T)plan.Create(new()
    {
        Alias = "main::" + plan.Alias,
        Id = 1,
        Time = TimeProvider.System,
        Logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
        Process = null!,
        HostName = "host",
    });

    public static T Make<T>(NodePlan plan) => (T)plan.Work!.Create(new OperatorContext(1, "main::main/" + plan.Name));
}
