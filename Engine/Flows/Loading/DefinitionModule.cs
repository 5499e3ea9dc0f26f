using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>The bundled modules of definitions (spec: troy A4), written as a flow would define them.</summary>
internal sealed class DefinitionModule
{
    private const string Text =
        """
        {
          "tremor::connectors": {
            "connectors": {
              "exit": { "kind": "exit" },
              "metrics": { "kind": "metrics" },
              "console": { "kind": "stdio", "codec": "string", "preprocessors": ["separate"], "postprocessors": ["separate"] }
            }
          },
          "tremor::pipelines": {
            "pipelines": { "passthrough": { "links": [["in", "out"]] } }
          }
        }
        """;

    private static readonly DocumentNode s_modules = DocumentReader.Read(new Document(new SourceText("tremor", Text), null), new DefinitionFindings())!;

    private readonly DocumentNode _node;

    private DefinitionModule(DocumentNode node) => _node = node;

    /// <summary>The paths of all of them.</summary>
    public static IEnumerable<string> Paths => s_modules.Members.Select(static m => m.Name);

    /// <param name="path">Such as <c>tremor::connectors</c>.</param>
    public static DefinitionModule? Find(string path) => s_modules[path] is { } node ? new(node) : null;

    /// <summary>Its definitions of a kind.</summary>
    public IReadOnlyList<DocumentMember> Members(string kind) => _node[kind + "s"]?.Members ?? [];
}
