using System.Text;
using Tremor.Dataflow.Host.Cli;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Repl;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interactive;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Guides;

/// <summary>
/// The guide to tests: blocks that name a file are written, a line with <c>$ ./tremor</c> is run and its output put behind it, and
/// lines with the prompts of a session are entered into one.
/// </summary>
public sealed class TestingGuideTests : IDisposable
{
    private const string Guide = "docs/guides/testing-scripts.md";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-guide-");

    [Fact]
    public async Task The_guide_shows_what_comes_out()
    {
        var page = new StringBuilder();
        var block = new List<string>();
        string? kind = null;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Repository.Root, Guide)))
        {
            if (kind is null)
            {
                if (line.StartsWith("```", StringComparison.Ordinal)) kind = line["```".Length..];
                page.Append(line).Append('\n');
                continue;
            }

            if (line != "```")
            {
                block.Add(line);
                continue;
            }

            page.Append(await ContentOf(kind, block)).Append("```\n");
            block.Clear();
            kind = null;
        }

        Approved.Matches(Guide, page.ToString());
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task<string> ContentOf(string kind, List<string> lines)
    {
        var text = string.Join('\n', lines) + "\n";
        switch (kind.Split(' '))
        {
            case [_, var file]:
                Directory.CreateDirectory(Path.Combine(_directory.FullName, Path.GetDirectoryName(file)!));
                await File.WriteAllTextAsync(Path.Combine(_directory.FullName, file), text);
                return text;
            case ["console"]:
                return lines[0] + "\n" + await RunAsync(lines[0]["$ ./tremor ".Length..]);
            case ["repl"]:
                return Enter(lines);
            default:
                return text;
        }
    }

    private async Task<string> RunAsync(string command)
    {
        string[] args = [.. command.Split(' ').Select(w => Path.Exists(Path.Combine(_directory.FullName, w)) ? Path.Combine(_directory.FullName, w) : w)];
        using var output = new MemoryStream();
        using var process = new HostProcess(Stream.Null, output, output) { Time = new VirtualTime() };
        await CommandLine.InvokeAsync(args, process);
        return Encoding.UTF8.GetString(output.ToArray())
            .Replace(_directory.FullName + "/", "").Replace("Elapsed: 0ns", "Elapsed: 41ms 8us").Replace(" \n", "\n");
    }

    private static string Enter(List<string> lines)
    {
        using var output = new MemoryStream();
        using var process = new HostProcess(Stream.Null, output, output);
        var script = new ScriptSession(new DirectoryModules([]), new CallContext());
        var transcript = new Transcript(lines, process.Out);
        new ReplSession(process, script, transcript, new DiagnosticPrinter(process.Error, asJson: false, colour: false), isTerminal: false).Run();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>The lines behind the prompts, written as if somebody typed them.</summary>
    private sealed class Transcript(List<string> lines, TextWriter output) : ILineSource
    {
        private int _at;

        public InputLine Read(string prompt)
        {
            while (_at < lines.Count && !lines[_at].StartsWith(prompt, StringComparison.Ordinal)) _at++;
            if (_at == lines.Count) return new InputLine(LineKind.End);
            output.WriteLine(lines[_at]);
            return new InputLine(LineKind.Line, lines[_at++][prompt.Length..]);
        }
    }
}
