using System.Text.Json;

namespace Tremor.Dataflow.Tests.Host.Cli;

/// <summary><c>tremor run SCRIPT.tremor</c>: the contract that outside suites use (spec: conformance 1).</summary>
public sealed class RunScriptTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-script-");

    [Fact]
    public async Task Events_go_through_the_script_in_order_and_the_last_line_needs_no_end()
    {
        var run = await RunAsync("{\"n\": event.n + 1}", "{\"n\":1}\n{\"n\":2}\n{\"n\":3.5}");
        Assert.Equal((0, "{\"n\":2}\n{\"n\":3}\n{\"n\":4.5}\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Input_and_output_may_be_files()
    {
        var (input, output) = (Path.Combine(_directory.FullName, "in"), Path.Combine(_directory.FullName, "out"));
        await File.WriteAllTextAsync(input, "{\"n\":1}\n");
        var run = await RunAsync("event.n", "", "-i", input, "-o", output);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.Equal("1\n", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task State_lives_as_long_as_the_run()
    {
        var run = await RunAsync("let state = match state of case null => 1 case _ => state + 1 end; state", "0\n0\n0\n");
        Assert.Equal("1\n2\n3\n", run.Out);
    }

    [Fact]
    public async Task Metadata_is_empty_for_each_event()
    {
        var run = await RunAsync("let seen = $; let $a = 1; seen", "0\n0\n");
        Assert.Equal("{}\n{}\n", run.Out);
    }

    [Fact]
    public async Task A_failing_event_is_a_diagnostic_and_the_run_goes_on()
    {
        var run = await RunAsync("event.a", "{\"a\":1}\n{}\n{\"a\":3}\n");
        Assert.Equal((0, "1\n3\n"), (run.ExitCode, run.Out));
        Assert.Contains("Trying to access a non existing event key `a`", run.Error);
        Assert.Contains("^", run.Error);
        Assert.EndsWith("\n1 of 3 events failed\n", run.Error);
    }

    [Fact]
    public async Task A_search_that_takes_too_long_is_no_match_and_counted_with_its_pattern()
    {
        var run = await RunAsync("match event of case ~ grok|((?=x)x+)+[yz]| => \"found\" case _ => \"none\" end", $"\"{new string('x', 5000)}\"\n\"xxy\"\n");
        Assert.Equal((0, "\"none\"\n\"found\"\n"), (run.ExitCode, run.Out));
        Assert.Equal("run::main/script: 1 search timed out, as no match: ((?=x)x+)+[yz]\n", run.Error);
    }

    [Fact]
    public async Task What_is_not_printable_in_an_event_is_not_printed_raw_when_it_is_shown()
    {
        var run = await RunAsync("event", "\"\u009b2J\"\n", "--interactive");
        Assert.Contains("\"\\u009b2J\"", run.Error);
        Assert.DoesNotContain('\u009b', run.Error);
    }

    [Fact]
    public async Task A_failing_event_is_named_by_its_number_and_its_start()
    {
        var run = await RunAsync("event.a + 1", $"{{\"a\":1}}\n{{\"a\":\"\\u001b{new string('x', 200)}\"}}\n");
        Assert.Contains($"; event 2: {{\"a\":\"\\u001b{new string('x', 108)}...\n", run.Error);
        Assert.DoesNotContain("event 1:", run.Error);
    }

    [Fact]
    public async Task Diagnostics_can_be_one_json_object_a_line()
    {
        var run = await RunAsync("\n  event.a", "{}\n", "--diagnostics", "json");
        Assert.Equal(0, run.ExitCode);
        using var finding = JsonDocument.Parse(run.Error);
        var root = finding.RootElement;
        Assert.Equal("error", root.GetProperty("severity").GetString());
        Assert.Equal("BadAccessInEvent", root.GetProperty("code").GetString());
        Assert.Equal((2, 9, 2, 10), (Number("line"), Number("column"), Number("endLine"), Number("endColumn")));

        int Number(string name) => root.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task What_goes_to_another_port_is_written_too_but_for_err()
    {
        var run = await RunAsync("match event of case 1 => emit event => \"side\" case 2 => emit event => \"err\" case _ => event end", "1\n2\n3\n");
        Assert.Equal((0, "1\n3\n", "2\n"), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Ports_can_be_shown()
    {
        var run = await RunAsync("match event of case 1 => emit event => \"Side\" case _ => drop end", "1\n2\n", "--ports");
        Assert.Equal("{\"port\":\"side\",\"event\":1}\n", run.Out);
    }

    [Fact]
    public async Task A_script_that_does_not_compile_ends_with_1()
    {
        var run = await RunAsync("let x = ;", "1\n");
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains(":1:9", run.Error);
    }

    [Fact]
    public async Task Input_that_cannot_be_decoded_ends_the_run_with_1()
    {
        var run = await RunAsync("event", "1\noops\n3\n");
        Assert.Equal((1, "1\n"), (run.ExitCode, run.Out));
        Assert.Contains("error: event 2 of the input cannot be decoded", run.Error);
    }

    [Fact]
    public async Task Input_that_cannot_be_decoded_says_what_is_left_behind_it()
    {
        var run = await RunAsync("event.n", "", "-i", Events("{\"n\":1}\nxx\n{\"n\":2}\nyy\n"));
        Assert.Equal((1, "1\n"), (run.ExitCode, run.Out));
        Assert.Equal("error: event 2 of the input cannot be decoded as json: expected a value at byte 0; the run ends there, 2 events behind it were read and not looked at\n", run.Error);
    }

    [Fact]
    public async Task Input_that_cannot_be_decoded_says_how_much_of_the_file_was_not_read()
    {
        var run = await RunAsync("drop", "", "-i", Events("xx\n" + string.Concat(Enumerable.Repeat("{\"n\":1}\n", 3_000_000))));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Matches(@"; the run ends there, [\d,]+ events behind it were read and not looked at, [\d.]+ MB of 24\.0 MB were not read\n$", run.Error);
    }

    [Theory]
    [InlineData("1\noops\n3\n", "InputUndecodable", "event 2 of the input cannot be decoded as json")]
    [InlineData(null, "CommandFailed", "cannot read events: there is no")]
    public async Task Diagnostics_as_json_hold_what_ends_the_run(string? events, string code, string message)
    {
        var run = await RunAsync("event", "", "--diagnostics", "json", "-i", events is null ? Path.Combine(_directory.FullName, "gone") : Events(events));
        Assert.Equal(1, run.ExitCode);
        using var finding = JsonDocument.Parse(run.Error);
        Assert.Equal(("error", code), (finding.RootElement.GetProperty("severity").GetString(), finding.RootElement.GetProperty("code").GetString()));
        Assert.StartsWith(message, finding.RootElement.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("aGk=\n!!\naGk=\naGk=\naGk=\n", "\"hi\"\n", "event 2 ", "3 events behind it were")]
    [InlineData("aGk=\n!!\n??\naGk=\n", "\"hi\"\n", "event 2 ", "2 events behind it were")]
    [InlineData("aGk=\naGk=\n!!\n", "\"hi\"\n\"hi\"\n", "event 3 ", null)]
    [InlineData("!!", "", "event 1 ", null)]
    public async Task What_a_preprocessor_refuses_ends_the_run_at_its_place(string events, string output, string number, string? behind)
    {
        var run = await RunAsync("event", "", "-i", Events(events), "--decoder", "string", "--preprocessor", "separate", "--preprocessor", "base64");
        Assert.Equal((1, output), (run.ExitCode, run.Out));
        Assert.StartsWith($"error: {number}of the input cannot be preprocessed (separate, base64): ", run.Error);
        Assert.EndsWith(behind is null ? "; the run ends there\n" : $"; the run ends there, {behind} read and not looked at\n", run.Error);
    }

    [Fact]
    public async Task Preprocessors_flush_what_they_hold_through_those_behind_them()
    {
        var run = await RunAsync("event", "", "-i", Events("aGk=\naGk="), "--decoder", "string", "--preprocessor", "separate", "--preprocessor", "base64", "--preprocessor", "remove-empty");
        Assert.Equal((0, "\"hi\"\n\"hi\"\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task An_unknown_codec_ends_with_1()
    {
        const string all = "The codecs are \"binary\", \"json\", \"null\", \"string\".";
        var near = await RunAsync("event", "1\n", "--encoder", "jsn");
        var far = await RunAsync("event", "1\n", "--decoder", "csv");
        Assert.Equal((1, "", $"error: Codec jsn not found error. Did you mean \"json\"? {all}\n"), (near.ExitCode, near.Out, near.Error));
        Assert.Equal((1, "", $"error: Codec csv not found error. {all}\n"), (far.ExitCode, far.Out, far.Error));
    }

    [Fact]
    public async Task Modules_are_found_beside_the_script()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "double.tremor"), "fn it(x) with x * 2 end;");
        var run = await RunAsync("use double; double::it(event)", "21\n");
        Assert.Equal("42\n", run.Out);
    }

    [Fact]
    public async Task Events_may_be_longer_than_any_chunk()
    {
        var text = new string('x', 1_000_000);
        var run = await RunAsync("event", $"\"{text}\"\n");
        Assert.Equal((0, $"\"{text}\"\n"), (run.ExitCode, run.Out));
    }

    [Fact]
    public async Task Events_can_be_shown_as_they_come_and_go()
    {
        var run = await RunAsync("match event of case {\"a\": 1} => event.a case _ => drop end", "{\"a\":1}\n{}\n", "--interactive", "-e", "string");
        const string shown =
            "ingress> [codec: json], [preprocessor: separate]\n{\"a\":1}\n" +
            "egress> [codec: string], [postprocessor: separate]\n1\n" +
            "ingress> [codec: json], [preprocessor: separate]\n{}\n";
        Assert.Equal((0, "1\n", shown), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Events_can_be_shown_indented()
    {
        var run = await RunAsync("drop", "{\"a\":[1]}\n", "--interactive", "--pretty");
        Assert.Equal("ingress> [codec: json], [preprocessor: separate]\n{\n  \"a\": [\n    1\n  ]\n}\n", run.Error);
    }

    [Fact]
    public async Task An_input_that_is_not_there_is_named_with_the_nearest_file()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "events.ndjson"), "1\n");
        var run = await RunAsync("event", "", "-i", Path.Combine(_directory.FullName, "event.ndjson"));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Equal($"error: cannot read events: there is no file {_directory.FullName}/event.ndjson, did you mean {_directory.FullName}/events.ndjson?\n", run.Error);
    }

    [Fact]
    public async Task An_output_that_is_the_input_is_refused_and_the_input_stays()
    {
        var events = Path.Combine(_directory.FullName, "events.ndjson");
        await File.WriteAllTextAsync(events, "1\n");
        var link = Path.Combine(_directory.FullName, "link");
        File.CreateSymbolicLink(link, events);
        foreach (var output in (string[])[events, link])
        {
            var run = await RunAsync("event", "", "-i", events, "-o", output);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("is the input as well", run.Error);
        }

        Assert.Equal("1\n", await File.ReadAllTextAsync(events));
    }

    [Fact]
    public async Task An_output_that_is_a_directory_is_refused()
    {
        var run = await RunAsync("event", "1\n", "-o", _directory.FullName);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Matches("^error: cannot write events to .*it is a directory", run.Error);
    }

    [Fact]
    public async Task The_directories_of_an_output_are_made()
    {
        var output = Path.Combine(_directory.FullName, "new", "deep", "out");
        var run = await RunAsync("event", "1\n", "-o", output);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.Equal("1\n", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task A_script_that_is_no_utf8_is_refused_with_the_line()
    {
        var file = Path.Combine(_directory.FullName, "latin.tremor");
        await File.WriteAllBytesAsync(file, [.. "event;\n\"caf"u8, 0xE9, (byte)'"']);
        var run = await CommandRun.OfAsync("", "run", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is not UTF-8 text: the byte at offset ", run.Error);
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_named_with_the_nearest_one()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "clean.tremor"), "event");
        var run = await CommandRun.OfAsync("", "run", Path.Combine(_directory.FullName, "clena.tremor"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("clena.tremor, did you mean", run.Error);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Events(string text)
    {
        var file = Path.Combine(_directory.FullName, "events");
        File.WriteAllText(file, text);
        return file;
    }

    private Task<CommandRun> RunAsync(string script, string input, params string[] switches)
    {
        var file = Path.Combine(_directory.FullName, "script.tremor");
        File.WriteAllText(file, script);
        return CommandRun.OfAsync(input, ["run", file, .. switches]);
    }
}
