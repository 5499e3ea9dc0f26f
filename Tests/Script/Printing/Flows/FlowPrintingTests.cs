using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Operators.Nodes;
using Tremor.Dataflow.Script.Printing.Flows;
using Tremor.Dataflow.Script.Syntax.Flows;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.Printing.Flows;

/// <summary>What is written as Troy and as JSON, and read again, is what was written, once it is in the one form that the writers have.</summary>
public sealed class FlowPrintingTests
{
    public static TheoryData<string> Texts => new(FilesOf("Tests/Cases/troy", "*.troy").Concat(FilesOf("Tests/Cases/queries", "*.trickle")).Concat(FilesOf("examples", "*.trickle")));

    public static TheoryData<string> Documents => new(FilesOf("Tests/Cases/flows", "*.json").Concat(FilesOf("examples", "flow.json")));

    [Property(MaxTest = 300)]
    public Property Definitions_of_all_kinds_come_back() => Prop.ForAll(Arb.From(RandomFlow.Document), static document =>
    {
        var findings = new List<Diagnostic>();
        var read = ScriptLanguage.Instance.ReadDocument(new SourceText("written.troy", Troy(document)), findings);
        if (read is null || FlowPrinting.ForJson(read, findings) is not null) AssertComesBack(document);
        else Assert.All(findings, static f => Assert.Contains("needs a name of its own", f.Message));
    });

    [Theory]
    [MemberData(nameof(Texts))]
    public void Troy_and_queries_come_back(string file)
    {
        var findings = new List<Diagnostic>();
        var source = new SourceText(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        var document = file.EndsWith(".troy", StringComparison.Ordinal) ? FlowSyntax.Document(source, findings)
            : FlowSyntax.Query(source, "query", findings) is { } query ? Around(query) : null;

        // What has no syntax has no form, nor what JSON could not say so wrongly.
        if (document is null || FlowPrinting.ForJson(document, findings) is null) Assert.NotEmpty(findings);
        else if (document.Flows.Count > 0) AssertComesBack(document);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Documents_come_back(string file)
    {
        var findings = new DefinitionFindings();
        var document = DefinitionReader.Read(new SourceText(file, File.ReadAllText(Path.Combine(Repository.Root, file))), findings);
        if (findings.ErrorCount > 0) return;
        var unprintable = new List<Diagnostic>();
        if (FlowPrinting.Troy(document!, unprintable) is null) Assert.All(unprintable, static f => Assert.Equal(Severity.Error, f.Severity));
        else AssertComesBack(document!);
    }

    [Fact]
    public void Arguments_of_an_operator_without_settings_go_wherever_it_is_defined() => AssertComesBack(ReadJson("""
        {"version": 1, "flows": {"main": {"connectors": {}, "pipelines": {"main": {
          "nodes": {
            "a": {"type": "operator", "from": "b", "with": {"count": 3}},
            "b": {"type": "operator", "kind": "generic::batch"}
          },
          "links": [["in", "a", "b", "out"]]
        }}, "connect": []}}}
        """));

    [Fact]
    public void An_output_that_is_read_and_not_declared_is_not_implied_in_JSON()
    {
        var findings = new List<Diagnostic>();
        var read = ScriptLanguage.Instance.ReadDocument(new SourceText("written.troy", """
            define flow main
            flow
              define connector sink from `null`;
              create connector sink;
              define pipeline main
              pipeline
                select event from in into slow;
                select event from in into out
              end;
              create pipeline main;
              connect /pipeline/main/slow to /connector/sink
            end;
            deploy flow main
            """), findings);
        AssertComesBack(read!);
        Assert.Contains("\"outputs\": [\"out\", \"err\"]", FlowForms.WriteJson(FlowPrinting.ForJson(read!, findings)!), StringComparison.Ordinal);
    }

    [Fact]
    public void Most_of_the_documents_have_a_form_in_Troy()
    {
        var printed = FilesOf("Tests/Cases/flows", "*.json").Concat(FilesOf("examples", "flow.json")).Count(static file =>
        {
            var findings = new DefinitionFindings();
            var document = DefinitionReader.Read(new SourceText(file, File.ReadAllText(Path.Combine(Repository.Root, file))), findings);
            return findings.ErrorCount == 0 && FlowPrinting.Troy(document!, []) is not null;
        });
        Assert.True(printed >= 20, $"{printed}");
    }

    private static void AssertComesBack(DefinitionDocument document)
    {
        var first = Normal(document);
        var json = FlowForms.WriteJson(first);
        var second = ReadJson(json);
        Assert.True(first.Equals(second), $"JSON:\n{json}\n{FlowForms.WriteJson(second)}");
        var third = Normal(second);
        Assert.True(first.Equals(third), $"Troy:\n{Troy(document)}\n{json}\n{Troy(second)}\n{FlowForms.WriteJson(third)}");
        Assert.Equal(Troy(second), Troy(third));
    }

    /// <summary>As it comes back from Troy, in the form of JSON.</summary>
    private static DefinitionDocument Normal(DefinitionDocument document)
    {
        var (troy, findings) = (Troy(document), new List<Diagnostic>());
        var read = ScriptLanguage.Instance.ReadDocument(new SourceText("written.troy", troy), findings);
        Assert.True(read is not null, $"{string.Join("\n", findings.Select(static f => $"{f.Span?.Start}: {f.Message}"))}\n{troy}");
        var plain = FlowPrinting.ForJson(read, findings);
        Assert.True(plain is not null, $"{string.Join("\n", findings.Select(static f => f.Message))}\n{troy}");
        return plain;
    }

    private static string Troy(DefinitionDocument document)
    {
        var findings = new List<Diagnostic>();
        var troy = FlowPrinting.Troy(document, findings);
        Assert.True(troy is not null, string.Join("\n", findings.Select(static f => f.Message)));
        return troy;
    }

    private static DefinitionDocument ReadJson(string json)
    {
        var findings = new DefinitionFindings();
        var document = DefinitionReader.Read(new SourceText("written.json", json), findings);
        Assert.True(findings.ErrorCount == 0, $"{string.Join("\n", findings.InOrder.Select(static f => f.Message))}\n{json}");
        return document!;
    }

    private static DefinitionDocument Around(PipelineDefinition query) => new(Place.None)
    {
        Flows = [new(new("main", Place.None), Place.None) { PipelineDefinitions = [query] }],
        Deployments = (Parts<Deployment>)[],
    };

    private static IEnumerable<string> FilesOf(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static f => Path.GetRelativePath(Repository.Root, f));
}
