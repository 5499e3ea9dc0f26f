using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Repl;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interactive;
using Tremor.Dataflow.Tests.Host;

namespace Tremor.Dataflow.Tests.Guides;

/// <summary>
/// Does what the blocks of a page show, in order, in a directory that looks like a checkout, and writes down what comes out. What a block is, its first
/// line says: <c>json input</c> or <c>text input</c>, the events from here on, each a line, and a file if a name follows; <c>tremor</c>, a script over
/// them; <c>json output</c>, what the script before prints, with the ports it goes to if <c>ports</c> follows; <c>text errors</c>, what it reports; a
/// language and a name, a file of that name; <c>console</c>, commands after <c>$</c>, each with all that it prints; <c>repl</c>, a session; <c>text</c>, what is not to be run.
/// </summary>
/// <param name="directory">Holds <c>examples</c> and <c>tremor</c>; files of the page go there.</param>
internal sealed partial class PageRun(string directory)
{
    private string _input = "null\n";
    private string _decoder = "json";
    private string? _script;
    private CommandRun? _run;

    /// <summary>The page with what really comes out in place of what it shows.</summary>
    public async Task<string> OfAsync(MarkdownPage page)
    {
        var text = await page.WithBlocksAsync(BlockAsync);
        await CheckReportsAsync();
        return text;
    }

    private async Task<string> BlockAsync(PageBlock block)
    {
        switch (block.Kind.Split(' '))
        {
            case ["json" or "text", "input", .. var name]:
                _input = block.Text;
                if (name is [var saved]) Save(saved, block.Text);
                _decoder = block.Kind.StartsWith("text", StringComparison.Ordinal) ? "string" : "json";
                return block.Text;
            case ["tremor"]:
                await CheckReportsAsync();
                (_script, _run) = (block.Text, null);
                return block.Text;
            case ["json", "output", .. var ports]:
                return (await ResultAsync(ports.Length > 0)).Out;
            case ["text", "errors"]:
                var errors = (await ResultAsync(showPorts: false)).Error;
                (_script, _run) = (null, null);
                return errors.TrimEnd('\n') + "\n";
            case ["console"]:
                return await ConsoleAsync(block);
            case ["repl"]:
                return Session(block.Text);
            case ["text"]:
                return block.Text;
            case [_, var file] when file.Contains('.'):
                Save(file, block.Text);
                return block.Text;
            default:
                throw new InvalidOperationException($"line {block.Start + 1}: nothing runs a block of the kind \"{block.Kind}\"");
        }
    }

    /// <summary>The page shows the report of a script, or there is none.</summary>
    private async Task CheckReportsAsync()
    {
        if (_script is null) return;
        var run = await ResultAsync(showPorts: false);
        Assert.True(run.Error.Length == 0, $"{_script}\nreports what the page does not show:\n{run.Error}");
    }

    private async Task<CommandRun> ResultAsync(bool showPorts)
    {
        if (_run is not null) return _run;
        var file = Save("script.tremor", _script ?? throw new InvalidOperationException("there is no script before this block"));
        var run = await CommandRun.OfAsync(_input, ["run", file, "--decoder", _decoder, .. showPorts ? ["--ports"] : Array.Empty<string>()]);
        return _run = run with { Error = run.Error.Replace(directory + "/", "", StringComparison.Ordinal) };
    }

    private async Task<string> ConsoleAsync(PageBlock block)
    {
        var shown = new List<string>();
        var text = new StringBuilder();
        string? command = null;
        foreach (var line in block.Text.TrimEnd('\n').Split('\n').Append("$ "))
        {
            if (!line.StartsWith("$ ", StringComparison.Ordinal))
            {
                Assert.True(command is not null, $"line {block.Start + 1}: a block of commands begins with $");
                shown.Add(line);
                continue;
            }

            if (command is not null) text.Append($"$ {command}\n").Append(AsShown(await OutputAsync(command), shown));
            command = line[2..];
            shown.Clear();
        }

        return text.ToString();
    }

    /// <summary>What a command prints, both streams, as a shell runs it.</summary>
    private async Task<string[]> OutputAsync(string command)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec 2>&1\n{DotnetRun}\n{command}");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Length == 0 ? [] : output.Replace(directory + "/", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
    }

    /// <summary>The way to start the program without the script <c>tremor</c>, which builds it: here it is built.</summary>
    private const string DotnetRun =
        """
        dotnet() { case "$*" in "run --project Host -c Release -- "*) shift 6; ./tremor "$@" ;; *) echo "not known to the tests: dotnet $*" ;; esac }
        """;

    /// <summary>The lines that came, but those that are shown with other times.</summary>
    private static string AsShown(string[] came, List<string> shown) =>
        Lines(came.Select((line, at) => at < shown.Count && Timeless(line.TrimEnd()) == Timeless(shown[at]) ? shown[at] : line));

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(static l => l.TrimEnd() + "\n"));

    private static string Timeless(string line) => Times().Replace(line, "");

    private static string Session(string text)
    {
        using var output = new MemoryStream();
        using var process = new HostProcess(Stream.Null, output, output);
        var script = new ScriptSession(new DirectoryModules([]), new CallContext());
        var transcript = new Transcript(text.TrimEnd('\n').Split('\n'), process.Out);
        new ReplSession(process, script, transcript, new DiagnosticPrinter(process.Error, asJson: false, colour: false), isTerminal: false).Run();
        return Lines(Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n'));
    }

    private string Save(string file, string text)
    {
        var path = Path.Combine(directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>How long something took and how fast it was are never the same twice.</summary>
    [GeneratedRegex(@"(?<=Elapsed: ).*|(?<=, \d+ errors?.* in )[\d.,]+ \w+(: .*)?$")]
    private static partial Regex Times();

    /// <summary>The lines behind the prompts, written as if somebody typed them.</summary>
    private sealed class Transcript(string[] lines, TextWriter output) : ILineSource
    {
        private int _at;

        public InputLine Read(string prompt)
        {
            while (_at < lines.Length && !lines[_at].StartsWith(prompt, StringComparison.Ordinal)) _at++;
            if (_at == lines.Length) return new InputLine(LineKind.End);
            output.WriteLine(lines[_at]);
            return new InputLine(LineKind.Line, lines[_at++][prompt.Length..]);
        }
    }
}
