using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Testing;

namespace Tremor.Dataflow.Host.Testing;

/// <summary>The messages of <c>tremor test</c> while it runs (spec: stdlib 8.4, runtime 18.9).</summary>
internal sealed class TestConsole(TextWriter output, bool colour)
{
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Reset = "\e[0m";

    public void BeginFile(TestKind kind, string file, IReadOnlyList<string> tags)
    {
        output.WriteLine($"  {kind}: Running {PrintableText.Line(file)}");
        WriteTags("    ", tags);
    }

    public void BeginSuite(string name, IReadOnlyList<string> tags)
    {
        output.WriteLine($"    Suite: {PrintableText.Line(name)}");
        WriteTags("      ", tags);
    }

    public void Skip(string name, IReadOnlyList<string> tags) => output.WriteLine($"      Skipping test {PrintableText.Line(name)}, tags: {PrintableText.Line(string.Join(' ', tags))}");

    /// <param name="number">Such as <c>(+) Executing test 1 of 2</c>.</param>
    public void Test(UnitTest test, IReadOnlyList<string> tags, string number, UnitTestOutcome outcome)
    {
        output.WriteLine($"      Test: {PrintableText.Line(test.Name)}");
        WriteTags("        ", tags);
        output.WriteLine($"        {Tinted(number, outcome.IsPassed ? Green : Red)}");
        if (!outcome.IsPassed) output.WriteLine($"          at {PrintableText.Line(test.Span.Source.Name)}:{test.Span.Start.Line}:{test.Span.Start.Column}");
        foreach (var line in Dedented(test)) output.WriteLine($"          {PrintableText.SourceLine(line)}");
        if (outcome.Mismatch is { } mismatch) Compare(mismatch);
        if (outcome.Unusable is { } value) output.WriteLine($"          {Tinted($"gave {PrintableText.Line(value.ToString())}, expected true, false or two values to compare", Red)}");
    }

    /// <summary>One thing that was looked at in what a program has written.</summary>
    /// <param name="info">What was found where it does not hold.</param>
    public void Assert(int number, string description, bool holds, string info)
    {
        output.WriteLine($"    {Tinted($"({(holds ? '+' : '-')}) Assert {number}: {PrintableText.Line(description)}", holds ? Green : Red)}");
        if (!holds && info.Length > 0) output.WriteLine($"        {PrintableText.Line(info)}");
    }

    private void Compare(UnitTestMismatch mismatch)
    {
        const int takenInAtOnce = 60;
        var both = mismatch.ToString();
        output.WriteLine($"          {Tinted(PrintableText.Line(both), Red)}");
        if (ValueEquality.AreEqual(mismatch.Expected, mismatch.Got)) output.WriteLine("          the two are equal, but only true passes, and an array of two never does");
        else if (mismatch.LooksEqual) output.WriteLine($"          as JSON: {PrintableText.Line(mismatch.Expected.ToString())} != {PrintableText.Line(mismatch.Got.ToString())}");
        else if (both.Length > takenInAtOnce && mismatch.FirstDifference is { } place) output.WriteLine($"          first difference at {place}");
    }

    /// <summary>A file or suite of which nothing counts.</summary>
    public void Broken(string what, string reason) => output.WriteLine($"      {Tinted(PrintableText.Line($"(-) {what} {reason}"), Red)}");

    public void EndFile(TestRun run)
    {
        WriteStats("    ", "Stats", run.Stats());
        output.WriteLine($"    Elapsed: {ElapsedTime.Format(run.ElapsedNs)}");
        output.WriteLine();
    }

    public void Total(IEnumerable<(string Name, TestStats Stats)> kinds, TestStats total, long elapsedNs)
    {
        foreach (var (name, stats) in kinds) WriteStats("", $"All {name} Stats", stats);
        WriteStats("", "Total Stats", total);
        output.WriteLine($"Total Elapsed: {ElapsedTime.Format(elapsedNs)}");
    }

    private void WriteStats(string indent, string name, TestStats stats)
    {
        if (!stats.IsEmpty) output.WriteLine($"{indent}{name}: {stats}");
    }

    private void WriteTags(string indent, IReadOnlyList<string> tags) => output.WriteLine($"{indent}Tags: {PrintableText.Line(string.Join(' ', tags))}");

    private string Tinted(string text, string tint) => colour ? tint + text + Reset : text;

    /// <summary>The lines of an expression, with the indentation of the file taken away from all but the first, which has none.</summary>
    private static IEnumerable<string> Dedented(UnitTest test)
    {
        var lines = test.Text.Split('\n').Select(static l => l.TrimEnd('\r')).ToList();
        var indent = lines.Skip(1).Where(static l => l.Trim().Length > 0).Select(static l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return lines.Select((line, i) => i == 0 ? line : line[Math.Min(indent, line.Length)..]);
    }
}
