using System.Reflection;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Schema;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Tests.Engine.Resolving;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Definitions.Json;

/// <summary>
/// The published schema and the program accept and refuse the same documents, with a validator of JSON Schema as the judge. It may be used a thousand
/// times an hour: each document is validated once, and all of them are some four hundred.
/// </summary>
public sealed class SchemaOracleTests
{
    private const int Mutations = 300;

    /// <summary>Errors of form and configuration; what else a definition can have wrong, a schema does not see.</summary>
    private static readonly HashSet<string> s_visible =
    [
        "UnknownProperty", "MissingProperty", "WrongValue", "UnknownDirective",
        "UnknownConnector", "UnknownOp", "UnknownNamespace", "UnknownCodec", "UnknownPreprocessor", "UnknownPostprocessor",
        "MissingConfig", "MissingOpConfig", "CodecMissing", "CodecForbidden", "UnknownKey", "MissingKey", "UnknownChoice",
    ];

    [Fact]
    public void Examples_are_accepted_by_both()
    {
        var registry = ComponentRegistry.Discover(Assembly.Load("Tremor.Dataflow.Connectors"), Assembly.Load("Tremor.Dataflow.Operators"));
        var oracle = new Oracle(registry);
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "flow.json", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            Assert.Empty(oracle.Errors(File.ReadAllText(file)));
            Assert.DoesNotContain(oracle.Load(File.ReadAllText(file)), static d => s_visible.Contains(d.Code));
        });
    }

    [Fact]
    public void Golden_and_mutated_definitions_are_accepted_or_refused_by_both()
    {
        var oracle = new Oracle(SampleComponents.Registry);
        var golden = Directory.GetFiles(Path.Combine(Repository.Root, "Tests/Cases/flows"), "flow.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText);
        var refused = 0;
        var accepted = 0;
        foreach (var text in golden.Concat(Enumerable.Range(0, 10 * Mutations).Select(MutatedDefinitions.Make).Where(IsJson).Take(Mutations)).Where(IsJson))
        {
            var errors = oracle.Errors(text);
            var found = oracle.Load(text).Where(static d => d.Severity == Severity.Error).ToList();
            if (errors.Count > 0) Assert.True(found.Count > 0, $"only the schema refuses it: {string.Join("; ", errors)}\n{text}");
            else Assert.True(!found.Exists(static d => s_visible.Contains(d.Code)), $"only the program refuses it: {string.Join("; ", found.Select(Loads.Line))}\n{text}");
            if (errors.Count > 0) refused++;
            else accepted++;
        }

        Assert.True(refused > 100 && accepted > 30, $"{refused} refused, {accepted} accepted");
    }

    /// <summary>Whether it has a form at all, and no key twice, of which JSON Schema knows nothing.</summary>
    private static bool IsJson(string text)
    {
        var findings = new Tremor.Dataflow.Engine.Definitions.DefinitionFindings();
        return DocumentReader.Read(new Document(new SourceText("", text)), findings) is not null && findings.ErrorCount == 0;
    }

    private sealed class Oracle(ComponentRegistry registry)
    {
        private readonly JSchema _schema = JSchema.Parse(FlowSchema.For(registry).Root.ToJsonString());

        public IList<string> Errors(string text)
        {
            JToken.Parse(text).IsValid(_schema, out IList<string> errors);
            return errors;
        }

        public IReadOnlyList<Diagnostic> Load(string text) =>
            FlowLoader.LoadText("flow.json", text, registry, new SampleLanguage(), new() { Environment = static _ => null, EnableDebugConnectors = true }).Diagnostics;
    }
}
