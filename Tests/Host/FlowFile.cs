using System.Text.Json.Nodes;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>Flow definitions for runs of the program.</summary>
internal static class FlowFile
{
    /// <summary>One source, a pipeline that passes everything on, one sink.</summary>
    /// <param name="source">The source, as JSON.</param>
    /// <param name="sink">The sink, as JSON.</param>
    /// <returns>Path of the definition.</returns>
    public static string Write(DirectoryInfo directory, string source, string sink)
    {
        var flow = $$"""
            {
              "version": 1,
              "flows": {
                "copy": {
                  "connectors": { "input": {{source}}, "output": {{sink}} },
                  "pipelines": { "main": { "links": [["in", "out"]] } },
                  "connect": ["connector/input -> pipeline/main -> connector/output"]
                }
              }
            }
            """;
        var path = Path.Combine(directory.FullName, "flow.json");
        File.WriteAllText(path, flow);
        return path;
    }

    /// <summary>Reads or writes lines of text in a file.</summary>
    public static string Lines(string path, string mode) =>
        $$"""{ "kind": "file", "codec": "string", "{{(mode == "read" ? "pre" : "post")}}processors": ["separate"], "config": { "path": {{JsonValue.Create(path).ToJsonString()}}, "mode": "{{mode}}" } }""";

    /// <summary>Reads bytes from the console as they come, which cannot go wrong.</summary>
    public const string Bytes = """{ "kind": "stdio", "codec": "binary" }""";

    /// <summary>Reads and writes lines of text on the console.</summary>
    public const string Console = """{ "kind": "stdio", "codec": "string", "preprocessors": ["separate"], "postprocessors": ["separate"] }""";
}
