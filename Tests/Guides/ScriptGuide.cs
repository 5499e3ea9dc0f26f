using System.Text;
using Tremor.Dataflow.Tests.Host;

namespace Tremor.Dataflow.Tests.Guides;

/// <summary>
/// Runs the fenced blocks of a guide, in order, and writes down what comes out. What a block is, its first line says:
/// <c>json input</c> or <c>text input</c>, the events from here on, each a line of JSON or of text; <c>tremor</c>, a script;
/// <c>tremor NAME</c> and <c>json NAME</c>, a file of that name; <c>json output</c>, what the script before prints, with the ports it goes to
/// if <c>ports</c> follows; <c>text errors</c>, what it reports; <c>console</c>, a command after <c>$</c> and all that it prints
/// but times.
/// </summary>
internal sealed class ScriptGuide(string directory)
{
    private const string Fence = "```";

    private string _input = "null\n";
    private string _decoder = "json";
    private string? _script;
    private CommandRun? _run;

    /// <summary>The guide with what really comes out in place of what it shows.</summary>
    public async Task<string> RunAsync(string guide)
    {
        var page = new StringBuilder();
        var lines = guide.TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            page.Append(lines[i]).Append('\n');
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var end = Array.IndexOf(lines, Fence, i + 1);
            Assert.True(end > 0, $"line {i + 1}: the block has no end");
            var shown = string.Concat(lines[(i + 1)..end].Select(static l => l + "\n"));
            page.Append(await BlockAsync(lines[i][Fence.Length..], shown)).Append(Fence).Append('\n');
            i = end;
        }

        await CheckReportsAsync();
        return page.ToString();
    }

    private async Task<string> BlockAsync(string kind, string text)
    {
        switch (kind.Split(' '))
        {
            case [var format, "input"]:
                _input = text;
                _decoder = format == "text" ? "string" : "json";
                return text;
            case ["tremor"]:
                await CheckReportsAsync();
                (_script, _run) = (text, null);
                return text;
            case [_, "output", .. var ports]:
                return (await ResultAsync(ports.Length > 0)).Out;
            case [_, "errors"]:
                var errors = (await ResultAsync(showPorts: false)).Error;
                (_script, _run) = (null, null);
                return errors.TrimEnd('\n') + "\n";
            case [_, var file]:
                Save(file, text);
                return text;
            case ["console"]:
                return await CommandAsync(text.Split('\n')[0]);
            default:
                return text;
        }
    }

    /// <summary>The guide shows the report of a script, or there is none.</summary>
    private async Task CheckReportsAsync()
    {
        if (_script is null) return;
        var run = await ResultAsync(showPorts: false);
        Assert.True(run.Error.Length == 0, $"{_script}\nreports what the guide does not show:\n{run.Error}");
    }

    private async Task<CommandRun> ResultAsync(bool showPorts)
    {
        if (_run is not null) return _run;
        var file = Save("script.tremor", _script ?? throw new InvalidOperationException("there is no script before this block"));
        var run = await CommandRun.OfAsync(_input, ["run", file, "--decoder", _decoder, .. showPorts ? ["--ports"] : Array.Empty<string>()]);
        return _run = run with { Error = run.Error.Replace(directory + "/", "", StringComparison.Ordinal) };
    }

    private async Task<string> CommandAsync(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        var variables = words.TakeWhile(static w => w.Contains('=')).Select(static w => w.Split('=')).ToDictionary(static w => w[0], static w => w[1]);
        Assert.Equal("tremor", words[variables.Count]);
        var run = await ProgramRun.OfAsync(directory, variables, [.. words.Skip(variables.Count + 1)]);
        // How long something took is never the same twice.
        var shown = (run.Out + run.Error).Split('\n').Where(static l => !l.Contains("Elapsed:"));
        return $"{line}\n{string.Join('\n', shown).TrimEnd('\n')}\n";
    }

    private string Save(string file, string text)
    {
        var path = Path.Combine(directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
