using System.Net.Sockets;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing.Integration;

/// <summary>The programs that run before, beside and behind a test: <c>before.yaml</c>, <c>after.yaml</c> (spec: runtime 18.4, runtime 18.5).</summary>
internal sealed class Helpers(string directory, IReadOnlyDictionary<string, string> environment, HostProcess process) : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    private readonly List<ChildProcess> _running = [];

    /// <summary>Starts those of <c>before.yaml</c>, one after the other, each until what it says it must wait for holds.</summary>
    /// <exception cref="CommandFailedException">One of them is not ready in time, or cannot be started.</exception>
    public async Task StartAsync()
    {
        var file = Path.Combine(directory, "before.yaml");
        if (!File.Exists(file)) return;
        foreach (var (i, helper) in TestYaml.ReadAll(file).Index())
        {
            var child = await StartAsync(helper, $"before.out.{i}.log", $"before.err.{i}.log");
            _running.Add(child);
            if (helper.Inner("await") is { } conditions) await AwaitAsync(helper, conditions, child, file);
            if (helper.Number("min-await-secs", 0) is > 0 and var least) await Task.Delay(TimeSpan.FromSeconds(least), process.Time);
        }
    }

    /// <summary>Runs those of <c>after.yaml</c>, one after the other; how they end does not matter.</summary>
    public async Task FinishAsync()
    {
        var file = Path.Combine(directory, "after.yaml");
        if (!File.Exists(file)) return;
        foreach (var (i, helper) in TestYaml.ReadAll(file).Index())
        {
            await using var child = await StartAsync(helper, $"after.out.{i}.log", $"after.err.{i}.log");
            await child.WaitAsync();
        }
    }

    /// <summary>Ends those that still run.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var child in _running) await child.DisposeAsync();
        _running.Clear();
    }

    private Task<ChildProcess> StartAsync(TestYaml helper, string output, string error)
    {
        var place = Path.GetFullPath(Path.Combine(directory, helper.TextOrNull("dir") ?? "."));
        var variables = new Dictionary<string, string>(environment);
        foreach (var (name, value) in helper.Map("env")) variables[name] = value;
        var args = helper.Texts("args").Select(a => variables.OrderByDescending(static v => v.Key.Length).Aggregate(a, static (text, v) => text.Replace("$" + v.Key, v.Value, StringComparison.Ordinal)).Replace("$PWD", place, StringComparison.Ordinal));
        return ChildProcess.StartAsync(helper.Text("cmd"), args, place, variables, Path.Combine(directory, output), Path.Combine(directory, error));
    }

    private async Task AwaitAsync(TestYaml helper, TestYaml conditions, ChildProcess child, string file)
    {
        var started = process.Time.GetTimestamp();
        var patience = TimeSpan.FromSeconds(helper.Number("max-await-secs", 0));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var condition in conditions.Keys)
            while (!await HoldsAsync(condition, conditions.Texts(condition), child, http, process.Time.GetElapsedTime(started)))
            {
                if (process.Time.GetElapsedTime(started) > patience)
                    throw new CommandFailedException($"{file}: {helper.Text("cmd")} was not ready within {patience.TotalSeconds} s: {condition} {string.Join(", ", conditions.Texts(condition))}");
                await Task.Delay(s_poll, process.Time);
            }

        if (child.ExitCode is > 0 and var code) process.Error.WriteLine($"note: {PrintableText.Line(file)}: {PrintableText.Line(helper.Text("cmd"))} ended with {code}");
    }

    private async Task<bool> HoldsAsync(string condition, IReadOnlyList<string> what, ChildProcess child, HttpClient http, TimeSpan elapsed)
    {
        switch (condition)
        {
            case "port-open":
                foreach (var port in what)
                    if (int.TryParse(port, out var number) && !await IsOpenAsync(number)) return false;
                return true;
            case "wait-for-ms":
                return what.Count == 0 || !int.TryParse(what[0], out var ms) || elapsed.TotalMilliseconds >= ms;
            case "http-ok":
                foreach (var url in what)
                    if (!await IsOkAsync(http, url)) return false;
                return true;
            case "file-exists":
                return what.All(f => Path.Exists(Path.Combine(directory, f)));
            case "status":
                return child.ExitCode is { } code && what.All(s => s == code.ToString(System.Globalization.CultureInfo.InvariantCulture));
            default:
                return true;
        }
    }

    private static async Task<bool> IsOpenAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("localhost", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> IsOkAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            return false;
        }
    }
}
