using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing;

/// <summary>The file that <c>tremor test -o</c> writes: one JSON record (spec: stdlib 8.5, runtime 18.10).</summary>
internal static class TestReport
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="runs">By kind, in order.</param>
    /// <param name="stats">By kind; a kind that is missing has none.</param>
    public static string Write(TestFilter filter, IReadOnlyDictionary<TestKind, List<TestRun>> runs, IReadOnlyDictionary<TestKind, TestStats> stats)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            WriteTexts(json, "includes", filter.Includes);
            WriteTexts(json, "excludes", filter.Excludes);
            json.WriteStartObject("reports");
            foreach (var (kind, list) in runs)
            {
                json.WriteStartArray(NameOf(kind));
                foreach (var run in list) WriteRun(json, run);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteStartObject("stats");
            foreach (var kind in (ReadOnlySpan<TestKind>)[TestKind.All, TestKind.Bench, TestKind.Integration, TestKind.Command, TestKind.Unit])
                WriteStats(json, NameOf(kind), stats.GetValueOrDefault(kind) ?? new());
            if (stats.TryGetValue(TestKind.Flow, out var flows)) WriteStats(json, NameOf(TestKind.Flow), flows);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static string NameOf(TestKind kind) => kind.ToString().ToLowerInvariant();

    private static void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("metadata");
        json.WriteString("name", "tremor");
        json.WriteString("version", ProductVersion.Text);
        json.WriteString("authors", "the authors of Tremor.Dataflow");
        json.WriteString("description", "Tremor.Dataflow, an event-processing system");
        json.WriteString("homepage", "");
        json.WriteString("repository", "");
        json.WriteString("allocator", "dotnet");
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, TestRun run)
    {
        json.WriteStartObject();
        json.WriteString("description", run.Description);
        json.WriteStartObject("elements");
        foreach (var suite in run.Suites) WriteSuite(json, suite);
        json.WriteEndObject();
        WriteStats(json, "stats", run.Stats());
        json.WriteNumber("duration", run.ElapsedNs);
        json.WriteEndObject();
    }

    private static void WriteSuite(Utf8JsonWriter json, SuiteRun suite)
    {
        json.WriteStartObject(suite.Key);
        json.WriteString("name", suite.Name);
        json.WriteString("description", suite.Description);
        json.WriteStartArray("elements");
        foreach (var element in suite.Elements)
        {
            json.WriteStartObject();
            json.WriteString("description", element.Description);
            json.WriteString("keyword", element.Keyword);
            json.WriteStartObject("result");
            json.WriteString("status", element.IsPassed ? "Passed" : "Failed");
            json.WriteNumber("duration", element.DurationNs);
            json.WriteEndObject();
            json.WriteString("info", element.Info);
            json.WriteBoolean("hidden", element.IsHidden);
            if (element.Differences.Count > 0) WriteDifferences(json, element.Differences);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (suite.Evidence.Count == 0) json.WriteNull("evidence");
        else
        {
            json.WriteStartObject("evidence");
            foreach (var (name, text) in suite.Evidence) json.WriteString(name, text);
            json.WriteEndObject();
        }

        WriteStats(json, "stats", suite.Stats);
        json.WriteNumber("duration", suite.DurationNs);
        json.WriteEndObject();
    }

    private static void WriteDifferences(Utf8JsonWriter json, IReadOnlyList<ReportedDifference> differences)
    {
        json.WriteStartArray("differences");
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("step", difference.Step);
            json.WriteString("path", difference.Path);
            json.WriteString("expected", difference.Expected);
            json.WriteString("got", difference.Got);
            json.WriteString("file", difference.File);
            if (difference.Line is { } line) json.WriteNumber("line", line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStats(Utf8JsonWriter json, string name, TestStats stats)
    {
        json.WriteStartObject(name);
        json.WriteNumber("pass", stats.Pass);
        json.WriteNumber("fail", stats.Fail);
        json.WriteNumber("skip", stats.Skip);
        json.WriteNumber("assert", stats.Asserts);
        WriteTexts(json, "failed_test_names", stats.FailedTestNames);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
