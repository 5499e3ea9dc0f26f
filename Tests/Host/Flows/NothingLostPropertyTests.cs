using System.Globalization;
using System.Text.RegularExpressions;

namespace Tremor.Dataflow.Tests.Host.Flows;

/// <summary>
/// Random flows in which sources cannot decode, scripts fail and ports are read or not: whatever came in came out or is counted as lost, and the exit code
/// says so. No node drops an event on purpose, and each event takes one way; but in some flows all that comes to the output comes to a copy, too. Some outputs
/// collect what they write.
/// </summary>
/// <remarks><c>TREMOR_FLOWS</c> is the number of flows; a failure names the seed of its flow.</remarks>
public sealed partial class NothingLostPropertyTests : IDisposable
{
    private static readonly int s_flows = int.Parse(Environment.GetEnvironmentVariable("TREMOR_FLOWS") ?? "60", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-nothing-lost-");

    [Fact]
    public async Task What_comes_in_comes_out_or_is_counted()
    {
        var seen = (Out: 0, Lost: 0, Sound: 0);
        for (var seed = 0; seed < s_flows; seed++)
        {
            var copy = Path.Combine(_directory.FullName, $"copy{seed}");
            var flow = new RandomFlow(seed, copy);
            var path = Path.Combine(_directory.FullName, "flow.json");
            await File.WriteAllTextAsync(path, flow.Definition);
            var run = await CommandRun.OfAsync(flow.Input, "run", path);
            var written = run.Out.Count(static c => c == '\n');
            var lost = Losses().Matches(run.Error).Sum(static m => int.Parse(m.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
            Assert.True(flow.Events == written + lost, $"seed {seed}: {flow.Events} in, {written} out, {lost} lost\n{flow.Definition}\n{run.Error}");
            Assert.True(run.ExitCode == (lost > 0 ? 1 : 0), $"seed {seed}: exit code {run.ExitCode}, {lost} lost\n{flow.Definition}\n{run.Error}");
            if (flow.HasCopy) Assert.True(SortedLines(run.Out).SequenceEqual(SortedLines(await File.ReadAllTextAsync(copy))), $"seed {seed}: the copy differs\n{flow.Definition}\n{run.Error}");
            seen = (seen.Out + written, seen.Lost + lost, seen.Sound + (lost > 0 ? 0 : 1));
        }

        // The flows are worth the run: some lose and some do not.
        Assert.True(seen is { Out: > 0, Lost: > 0, Sound: > 0 }, seen.ToString());
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>What two pipelines write at once may come in another order.</summary>
    private static IEnumerable<string> SortedLines(string text) => text.Split('\n').Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^error: .*: ([\d,]+) events? lost: ", RegexOptions.Multiline)]
    private static partial Regex Losses();

    private sealed class RandomFlow
    {
        private readonly Random _random;
        private readonly List<string> _pipelines = [];
        private readonly List<string> _connect = [];

        private readonly string _copy;
        private readonly string _postprocessors;

        public RandomFlow(int seed, string copy)
        {
            _random = new Random(seed);
            _copy = copy;
            HasCopy = OneIn(3);
            _postprocessors = OneIn(3) ? $$$"""["separate", {"name": "collect", "config": {"max_bytes": {{{_random.Next(1, 200)}}} } }]""" : "[\"separate\"]";
            Events = _random.Next(1, 40);
            Input = string.Concat(Enumerable.Range(0, Events).Select(n => _random.Next(8) == 0 ? "{ no JSON\n" : $"{{\"n\":{n}}}\n"));
            var pipelines = _random.Next(1, 4);
            for (var p = 0; p < pipelines; p++) AddPipeline(p, isLast: p == pipelines - 1);
            _connect.Add("connector/in -> pipeline/p0");
            if (OneIn(2)) _connect.Add($"connector/in/err -> pipeline/p{_random.Next(pipelines)}/bad");
            if (HasCopy) _connect.AddRange(_connect.FindAll(static c => c.EndsWith("connector/out", StringComparison.Ordinal)).ConvertAll(static c => c[..^3] + "copy"));
        }

        public bool HasCopy { get; }

        public int Events { get; }

        public string Input { get; }

        public string Definition => $$"""
            { "version": 1, "flows": { "f": {
              "connectors": {
                "in": { "kind": "stdio", "codec": "json", "preprocessors": ["separate"] },
                {{(HasCopy ? $"\"copy\": {{ \"kind\": \"file\", \"codec\": \"json\", \"postprocessors\": {_postprocessors}, \"config\": {{ \"path\": \"{_copy}\", \"mode\": \"write\" }} }}," : "")}}
                "out": { "kind": "stdio", "codec": "json", "postprocessors": {{_postprocessors}} }
              },
              "pipelines": { {{string.Join(",\n", _pipelines)}} },
              "connect": [{{string.Join(", ", _connect.Select(static c => $"\"{c}\""))}}]
            } } }
            """;

        private bool OneIn(int chances) => _random.Next(chances) == 0;

        /// <summary>A chain of nodes whose last leads to <c>out</c>; the errors of each go on, out, or nowhere.</summary>
        private void AddPipeline(int number, bool isLast)
        {
            var nodes = new List<string>();
            var links = new List<string>();
            var before = "in";
            for (var i = _random.Next(3); i > 0; i--)
            {
                var name = $"s{i}";
                nodes.Add($$"""
                    "{{name}}": {"type": "script", "script": "{{Script()}}"}
                    """);
                links.Add($$"""["{{before}}", "{{name}}"]""");
                if (OneIn(3)) links.Add($$"""["{{name}}/err", "err"]""");
                else if (OneIn(2)) links.Add($$"""["{{name}}/err", "out"]""");
                before = name;
            }

            // A batch in a batch would be one line.
            if (isLast && OneIn(2))
            {
                nodes.Add($$"""
                    "pack": {"type": "operator", "kind": "generic::batch", "config": {"count": {{_random.Next(1, 6)}} } }
                    """);
                links.Add($$"""["{{before}}", "pack"]""");
                before = "pack";
            }

            links.Add($$"""["{{before}}", "{{(isLast && OneIn(4) ? "err" : "out")}}"]""");
            if (OneIn(2)) links.Add("""["bad", "err"]""");
            _pipelines.Add($$"""
                "p{{number}}": { "inputs": ["in", "bad"], "nodes": { {{string.Join(", ", nodes)}} }, "links": [{{string.Join(", ", links)}}] }
                """);
            _connect.Add($"pipeline/p{number}/out -> {(isLast ? "connector/out" : $"pipeline/p{number + 1}")}");
            if (OneIn(3)) _connect.Add($"pipeline/p{number}/err -> connector/out");
            else if (!isLast && OneIn(2)) _connect.Add($"pipeline/p{number}/err -> pipeline/p{number + 1}");
        }

        private string Script() => _random.Next(4) switch
        {
            0 => "event",
            1 => $"match event of case %{{n < {_random.Next(20)}}} => event.missing case _ => event end",
            2 => $"match event of case %{{n > {_random.Next(20)}}} => emit event => \\\"err\\\" case _ => event end",
            _ => "event.n + event.missing",
        };
    }
}
