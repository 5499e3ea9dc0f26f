using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>A test that has run.</summary>
internal sealed record ShownFlowTest(string Name, FlowTestOutcome Outcome, long ElapsedNs)
{
    public bool IsPassed => Outcome.Failures.Count == 0;
}

/// <summary>What people read of flow tests: of each file the failures first, each difference by its path (spec: extensions 4.6).</summary>
internal sealed class FlowTestConsole(TextWriter output, bool isVerbose, bool colour)
{
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Reset = "\e[0m";
    private const int MostDifferences = 20;

    /// <summary>A file whose tests do not count: it, or what it tests, is wrong.</summary>
    public void Broken(string file)
    {
        output.WriteLine(PrintableText.Line(file));
        output.WriteLine($"  {Tinted("✗", Red)} cannot be run: see above");
    }

    public void File(string file, IReadOnlyList<ShownFlowTest> tests, int skipped)
    {
        output.WriteLine(PrintableText.Line(file));
        foreach (var test in tests.Where(static t => !t.IsPassed))
        {
            WriteTest(test);
            foreach (var line in Lines(test.Outcome)) output.WriteLine($"      {line}");
        }

        var passed = tests.Where(static t => t.IsPassed).ToArray();
        if (isVerbose || passed.Length == 1) Array.ForEach(passed, WriteTest);
        else if (passed.Length > 0) output.WriteLine($"  {Tinted("✓", Green)} {passed.Length}{(passed.Length < tests.Count ? " others" : " tests")}");
        if (skipped > 0) output.WriteLine($"  - {skipped} skipped");
    }

    /// <summary>The last line, as programs read it.</summary>
    public void Total(TestStats stats) => output.WriteLine($"{stats.Fail} failed, {stats.Pass} passed, {stats.Skip} skipped");

    /// <summary>Why a test failed, and what else was seen.</summary>
    public static IEnumerable<string> Lines(FlowTestOutcome outcome)
    {
        var left = MostDifferences;
        foreach (var failure in outcome.Failures)
        {
            if (left == 0)
            {
                yield return "... and more";
                break;
            }

            yield return PrintableText.Line(failure.Where) + (failure.Place.Span is { } span ? $"   ({PrintableText.Line(span.InFile().Source.Name)}:{span.InFile().Start.Line})" : "");
            var width = failure.Differences.Select(static d => d.Path.Length).DefaultIfEmpty(0).Max();
            var expectedWidth = Math.Min(40, failure.Differences.Select(static d => d.Expected.Length).DefaultIfEmpty(0).Max());
            foreach (var difference in failure.Differences.Take(left))
            {
                left--;
                var path = width == 0 ? "" : $"{PrintableText.Line(difference.Path).PadRight(width)}   ";
                yield return $"  {path}expected {PrintableText.Line(difference.Expected).PadRight(expectedWidth)}   got {PrintableText.Line(difference.Got)}";
            }

            foreach (var line in failure.Lines) yield return $"{PrintableText.Line(line)}";
        }

        if (outcome.Failures.Count > 0)
            foreach (var note in outcome.Notes) yield return $"note: {PrintableText.Line(note)}";
    }

    private void WriteTest(ShownFlowTest test) =>
        output.WriteLine($"  {(test.IsPassed ? Tinted("✓", Green) : Tinted("✗", Red))} {PrintableText.Line(test.Name)} ({Quantity.Duration(TimeSpan.FromTicks(test.ElapsedNs / 100))})");

    private string Tinted(string text, string tint) => colour ? tint + text + Reset : text;
}
