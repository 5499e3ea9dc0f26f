using System.Text.Json;
using Tremor.Dataflow.Tests.Connectors.File;

namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-check-");

    [Fact]
    public async Task A_sound_flow_has_no_output_and_ends_with_0()
    {
        var run = await CommandRun.OfAsync("", "check", FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console));
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
    }

    [Theory]
    [InlineData("tremor")]
    [InlineData("troy")]
    public async Task A_module_of_definitions_is_checked_alone(string ending)
    {
        const string sound = """
            ### A library.
            use std::string;
            const LIMIT = 10;
            ## Pairs.
            define window pair from tumbling with size = LIMIT end;
            define script upper script use std::string; string::uppercase(event) end;
            define pipeline pass args n pipeline select {"n": args.n} from in into out end;
            define connector beat from metronome args every with config = {"interval": args.every} end;
            """;
        Assert.Equal((0, ""), await CheckAsync(sound));
        foreach (var (wrong, error) in new[]
        {
            (sound.Replace("string::uppercase(event)", "string::nothing(event)"), ":6:45"),
            (sound.Replace("select {", "select unknown; {"), ":7:52"),
            (sound.Replace("= 10", "= 1 / 0"), ":3:15"),
            (sound + "\ndefine script upper script event end;", ":9:1"),
            (sound.Replace("from metronome", "from nothing"), ":8:28"),
        })
        {
            var (code, found) = await CheckAsync(wrong);
            Assert.Equal(1, code);
            Assert.Contains($"lib.{ending}{error} ", found);
        }

        async Task<(int, string)> CheckAsync(string text)
        {
            var file = Path.Combine(_directory.FullName, $"lib.{ending}");
            File.WriteAllText(file, text);
            var run = await CommandRun.OfAsync("", "check", file);
            return (run.ExitCode, run.Out);
        }
    }

    [Theory]
    [InlineData("file", """ "decompress" """, true)]
    [InlineData("stdio", """ {"name": "decompress", "config": {"algorithm": "gzip"}}, "separate" """, true)]
    [InlineData("stdio", """ "remove-empty", "base64" """, true)]
    [InlineData("file", """ "ingest-ns" """, true)]
    [InlineData("file", """ "length-prefixed", "decompress", "separate" """, false)]
    [InlineData("file", """ "separate", "base64", "decompress" """, false)]
    [InlineData("file", """ "separate" """, false)]
    public async Task What_wants_whole_pieces_and_gets_chunks_of_a_file_is_warned_of(string kind, string preprocessors, bool isWarnedOf)
    {
        var config = kind == "file" ? """, "config": { "path": "in", "mode": "read" }""" : "";
        var source = $$"""{ "kind": "{{kind}}", "codec": "binary", "preprocessors": [{{preprocessors}}]{{config}} }""";
        var run = await CommandRun.OfAsync("", "check", FlowFile.Write(_directory, source, FlowFile.Console));
        Assert.Equal((0, isWarnedOf), (run.ExitCode, run.Out.Contains("wants whole pieces", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(""" "codec": "json" """, """ "codec": "json", "postprocessors": ["separate"] """, "out.json", "is cut anywhere")]
    [InlineData(""" "codec": "json", "preprocessors": ["separate"] """, """ "codec": "json" """, "out.json", "they run together")]
    [InlineData(""" "codec": "json", "preprocessors": ["separate"] """, """ "codec": "json", "postprocessors": ["separate"] """, "out.json.gz", "\"algorithm\": \"gzip\"")]
    [InlineData(""" "codec": "json", "preprocessors": ["separate"] """, """ "codec": "json", "postprocessors": ["separate", "base64"] """, "out.xz", "\"algorithm\": \"xz2\"")]
    [InlineData(""" "codec": "string" """, """ "codec": "string" """, "out.txt", null)]
    [InlineData(""" "codec": "json", "preprocessors": ["separate"] """, """ "codec": "json", "postprocessors": ["separate"] """, "out.json", null)]
    [InlineData(""" "codec": "binary" """, """ "codec": "binary", "postprocessors": [{"name": "streaming-compress", "config": {"algorithm": "gzip"}}] """, "out.gz", null)]
    public async Task What_nothing_divides_or_compresses_is_warned_of(string source, string sink, string output, string? warning)
    {
        var run = await CommandRun.OfAsync("", "check", FlowFile.Write(
            _directory, $$"""{ "kind": "file", {{source}}, "config": { "path": "in", "mode": "read" } }""", $$"""{ "kind": "file", {{sink}}, "config": { "path": "{{output}}", "mode": "truncate" } }"""));
        Assert.Equal(0, run.ExitCode);
        foreach (var text in new[] { "is cut anywhere", "they run together", "nothing compresses" })
            Assert.Equal(warning is not null && (text == warning || warning.StartsWith('"') && text == "nothing compresses"), run.Out.Contains(text, StringComparison.Ordinal));
        if (warning is not null) Assert.Contains(warning, run.Out);
    }

    [Fact]
    public async Task A_mistake_in_a_module_of_a_document_is_shown_there()
    {
        var run = await CheckAsync("""
            {
              "version": 1,
              "modules": { "units": ["fn double(x) with", "  x * * 2", "end"] },
              "flows": {
                "main": {
                  "connectors": {
                    "in": { "kind": "metronome", "config": { "interval": 100 } },
                    "out": { "kind": "stdio", "codec": "json", "postprocessors": ["separate"] }
                  },
                  "pipelines": {
                    "main": {
                      "use": ["units"],
                      "links": [{ "from": "in", "select": "units::double(event.id)", "into": "out" }]
                    }
                  },
                  "connect": ["connector/in -> pipeline/main -> connector/out"]
                }
              }
            }
            """);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("flow.json:3:54 at /modules/units (its line 2, column 7)", run.Out);
    }

    [Fact]
    public async Task What_counts_latency_in_front_of_what_holds_events_is_warned_of()
    {
        var run = await CheckAsync("""
            {
              "version": 1,
              "flows": {
                "main": {
                  "connectors": {
                    "in": { "kind": "metronome", "config": { "interval": 100 } },
                    "out": { "kind": "stdio", "codec": "json", "postprocessors": ["separate"] }
                  },
                  "pipelines": {
                    "main": {
                      "windows": { "pack": { "size": 10 } },
                      "nodes": {
                        "pressure": { "type": "operator", "kind": "qos::backpressure", "config": { "timeout": 1000000 } },
                        "again": { "type": "operator", "kind": "qos::backpressure", "config": { "timeout": 1000000 } },
                        "well": { "type": "operator", "kind": "qos::backpressure", "config": { "timeout": 1000000 } },
                        "keep": { "type": "operator", "kind": "qos::roundrobin", "config": { "outputs": ["out"] } },
                        "batch": { "type": "operator", "kind": "generic::batch", "config": { "count": 2 } }
                      },
                      "links": [
                        ["in", "pressure", "keep", "batch", "well", "out"],
                        ["in", "again"],
                        { "from": "again", "windows": ["pack"], "select": "aggr::stats::count()", "into": "out" },
                        ["pressure/overflow", "err"],
                        ["again/overflow", "err"],
                        ["well/overflow", "err"]
                      ]
                    }
                  },
                  "connect": ["connector/in -> pipeline/main -> connector/out"]
                }
              }
            }
            """);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"batch\" (generic::batch) behind \"pressure\" holds events", run.Out);
        Assert.Contains("a window behind \"again\" holds events", run.Out);
        Assert.DoesNotContain("behind \"well\"", run.Out);
        Assert.DoesNotContain("behind \"keep\"", run.Out);
    }

    [Fact]
    public async Task A_script_with_a_mistake_is_an_error_though_its_node_does_not_run()
    {
        var file = FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console);
        var text = File.ReadAllText(file).Replace("""{ "links": [["in", "out"]] }""", """{ "nodes": { "idle": { "type": "script", "script": "event." } }, "links": [["in", "out"]] }""", StringComparison.Ordinal);
        File.WriteAllText(file, text);
        var run = await CommandRun.OfAsync("", "check", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 error", run.Error);
        Assert.Equal(1, (await CommandRun.OfAsync("", "run", file)).ExitCode);
    }

    [Fact]
    public async Task Findings_about_a_flow_go_to_standard_output_as_json_on_request()
    {
        var file = FlowFile.Write(_directory, """{ "kind": "stdio", "coddec": "string" }""", FlowFile.Console);
        var run = await CommandRun.OfAsync("", "check", file, "--diagnostics", "json");
        Assert.Equal(1, run.ExitCode);
        var findings = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Contains(findings, f =>
            f.GetProperty("file").GetString() == file && f.GetProperty("line").GetInt32() == 5 && f.GetProperty("hint").GetString()!.Contains("codec"));
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Many_files_are_checked_and_the_exit_code_is_that_of_the_worst()
    {
        var (good, bad) = (Script("good", "event"), Script("bad", "event."));
        var fine = await CommandRun.OfAsync("", "check", good, good, FlowFile.Write(_directory, FlowFile.Bytes, FlowFile.Console));
        Assert.Equal((0, "", 2), (fine.ExitCode, fine.Out, fine.Error.Split(" is fine").Length - 1));
        var run = await CommandRun.OfAsync("", "check", bad, "x.toml", good);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bad.tremor:1:", run.Out);
        Assert.Contains("x.toml: unsupported file type", run.Error);
        Assert.EndsWith("good.tremor is fine\n", run.Error);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    [InlineData("server run")]
    [InlineData("graph")]
    [InlineData("export")]
    [InlineData("dbg ast")]
    [InlineData("dbg dot")]
    public async Task A_directory_where_a_file_is_meant_is_called_one(string command)
    {
        foreach (var name in new[] { "sub", "sub.json", "sub.troy", "sub.tremor", "sub.trickle" })
        {
            var path = _directory.CreateSubdirectory(name).FullName;
            var run = await CommandRun.OfAsync("", [.. command.Split(' '), path]);
            Assert.Equal((1, ""), (run.ExitCode, run.Out));
            Assert.Contains($"{path} is a directory: expected a file in it\n", run.Error);
        }
    }

    [Theory]
    [InlineData("cb", """{ "paths": ["PATH"] }""")]
    [InlineData("bench", """{ "path": "PATH" }""")]
    public async Task A_file_that_a_sink_writes_and_a_debug_source_reads_is_an_error_with_its_place(string kind, string config)
    {
        var shared = Path.Combine(_directory.FullName, "shared");
        await File.WriteAllTextAsync(shared, "one\n");
        var source = $$"""{ "kind": "{{kind}}", "codec": "string", "config": {{config.Replace("PATH", shared, StringComparison.Ordinal)}} }""";
        var file = FlowFile.Write(_directory, source, FlowFile.Lines(shared, "truncate"));
        var run = await CommandRun.OfAsync("", "check", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"copy::output empties the file \"{shared}\", which copy::input reads: what ", run.Out);
        Assert.Matches(@"flow\.json:5:\d+ ", run.Out);
        Assert.Equal("one\n", await File.ReadAllTextAsync(shared));
    }

    [Theory]
    [InlineData("match event of case 1 => 2 end", 1)]
    [InlineData("event", 0)]
    public async Task Strict_lets_warnings_fail(string script, int exitCode) =>
        Assert.Equal(exitCode, (await CommandRun.OfAsync("", "check", "--strict", Script("s", script))).ExitCode);

    [Fact]
    public async Task A_port_that_a_script_emits_on_and_no_link_reads_is_warned_of_where_its_name_is_constant()
    {
        var file = Path.Combine(_directory.FullName, "flow.json");
        File.WriteAllText(file, """
            { "version": 1, "flows": { "main": {
              "connectors": { "in": { "kind": "stdio", "codec": "binary" }, "out": { "kind": "stdio", "codec": "json", "postprocessors": ["separate"] } },
              "pipelines": { "main": {
                "outputs": ["out", "err", "rest"],
                "nodes": { "sort": { "type": "script", "ports": { "late": "emit => \"never\"" }, "script": [
                  "match event of",
                  "  case \"a\" => emit => \"alert\"",
                  "  case \"b\" => emit => \"REST\"",
                  "  case \"c\" => emit => \"#{\"al\" + \"erts\"}\"",
                  "  case \"d\" => emit => \"#{event.port}\"",
                  "  case \"e\" => emit => \"err\"",
                  "  case _ => event",
                  "end" ] } },
                "links": [["in", "sort", "out"], ["in", "sort/late"], ["sort/rest", "rest"], ["sort/alerts", "rest"], ["sort/err", "err"]] } },
              "connect": ["connector/in -> pipeline/main -> connector/out", "pipeline/main/rest -> connector/out", "pipeline/main/err -> connector/out"] } } }
            """);
        var run = await CommandRun.OfAsync("", "check", file, "--diagnostics", "json");
        var findings = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(
            ["what the script \"sort\" emits on `alert` is dropped: nothing reads sort/alert", "what the script \"sort\" emits on `never` is dropped: nothing reads sort/never"],
            findings.Select(static f => f.GetProperty("message").GetString()));
        Assert.Equal("did you mean `alerts`?", findings[0].GetProperty("hint").GetString());
    }

    [Fact]
    public async Task A_missing_variable_is_one_finding_and_none_without_the_environment()
    {
        var file = FlowFile.Write(
            _directory, """{ "kind": "file", "codec": "binary", "config": { "path": { "$env": "IN" }, "mode": "read" } }""",
            """{ "kind": "file", "codec": "binary", "config": { "path": { "$str": "x" }, "mode": { "$env": "IN" }, "chunk_size": { "$env": "SIZE" } } }""");
        var run = await CommandRun.OfAsync("", "check", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 errors, 0 warnings", run.Error);
        Assert.Contains("the environment variable IN is not set", run.Out);
        Assert.Contains("; 2 places need it", run.Out);
        var without = await CommandRun.OfAsync("", "check", "--no-env", file);
        Assert.Equal((0, ""), (without.ExitCode, without.Out));
    }

    [Fact]
    public async Task A_finding_in_a_script_of_a_flow_names_the_line_of_the_file()
    {
        var file = Path.Combine(_directory.FullName, "flow.json");
        File.WriteAllText(file, """
            { "version": 1, "flows": { "main": { "pipelines": { "p": {
              "nodes": {
                "a": { "type": "script", "script": "let x = \"\u00e9\\n\";\n\tlet y = @;\nevent" },
                "b": { "type": "script", "script": [
                  "let x = \"q\";",
                  "let y = \"\\t\" + ;" ] } },
              "links": [["in", "a", "b", "out"]] } } } } }
            """);
        var run = await CommandRun.OfAsync("", "check", file, "--diagnostics", "json");
        var findings = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement)
            .Where(static f => f.GetProperty("severity").GetString() == "error");
        var places = findings.Select(static f => string.Join(' ', new[] { "line", "column", "endLine", "endColumn", "textLine", "textColumn" }.Select(n => f.GetProperty(n).GetInt32())));
        Assert.Equal(["3 75 3 75 2 10", "6 26 6 27 2 16"], places);
        Assert.Contains($"Error in {file}:3:75 at /flows/main/pipelines/p/nodes/a/script (its line 2, column 10) \n", (await CommandRun.OfAsync("", "check", file)).Out);
    }

    [Fact]
    public async Task Of_thousands_of_findings_people_see_the_first_and_the_number_and_programs_all()
    {
        var connectors = string.Join(",", Enumerable.Range(0, 5000).Select(static i => $"\"c{i}\": {{\"kind\": \"stdoi\"}}"));
        var file = Path.Combine(_directory.FullName, "flow.json");
        File.WriteAllText(file, $"{{\"version\": 1, \"flows\": {{\"main\": {{\"connectors\": {{{connectors}}}}}}}}}");
        var run = await CommandRun.OfAsync("", "check", file);
        Assert.InRange(run.Out.Length, 10_000, 120_000);
        Assert.EndsWith("... and 4,900 more errors and 4,900 more warnings; --diagnostics json prints all\n\n", run.Out);
        Assert.Contains("5,000 errors, 5,000 warnings", run.Error);
        Assert.Equal(10_000, (await CommandRun.OfAsync("", "check", file, "--diagnostics", "json")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("version: 1\nflows:\n", "YAML")]
    [InlineData("---\na: 1\n", "YAML")]
    [InlineData("define flow main\nflow\nend;", "Troy")]
    [InlineData("<flow/>", "XML")]
    [InlineData("", "the document is empty")]
    [InlineData("{\"a\":1}\n{\"a\":2}", "a file holds one definition")]
    [InlineData("{\"version\": 1, \"x\": None}", "write null")]
    [InlineData("{\"version\": 1}}", "everything that was opened is closed already")]
    [InlineData("{\"version\": 1, “flows”: {}}", "strings stand in double quotes")]
    [InlineData("{\"version\": 1, \"flows\": [{\"name\": \"main\"}]}", "a record has names")]
    [InlineData("{\"version\": 1, \"flows\": {\"main\": {\"pipelines\": {\"p\": {\"links\": [\"in -> out\"]}}}}}", "write [\"in\", \"out\"]")]
    [InlineData("{\"version\": 1, \"flows\": {\"main\": {\"pipelines\": {\"p\": {\"links\": [{\"from\": \"in\", \"to\": \"out\"}]}}}}}", "did you mean \"into\"?")]
    [InlineData("{\"version\": 1, \"flows\": {\"main\": {\"connectors\": {\"c\": {\"kind\": \"file\", \"codec\": \"json\", \"path\": \"x\"}}}}}", "stand in \"config\"")]
    [InlineData("{\"version\": 1, \"flows\": {\"main\": {\"connectors\": {\"c\": {\"kind\": \"file\", \"codec\": \"json\", \"config\": {\"path\": \"${IN}\", \"mode\": \"read\"}}}}}}", "write {\"$env\": \"IN\"}")]
    public async Task What_beginners_write_is_answered_with_what_to_write(string definition, string hint)
    {
        var file = Path.Combine(_directory.FullName, "flow.json");
        File.WriteAllText(file, definition);
        Assert.Contains(hint, (await CommandRun.OfAsync("", "check", file)).Out);
    }

    [Theory]
    [InlineData(new byte[] { 0x1F, 0x8B, 8 }, "gzip")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0 }, "UTF-16")]
    [InlineData(new byte[] { 0x7B, 0x0A, 0xE4 }, "flow.json:2:1")]
    public async Task A_file_that_is_no_text_says_what_it_is(byte[] content, string what)
    {
        var file = Path.Combine(_directory.FullName, "flow.json");
        File.WriteAllBytes(file, content);
        Assert.Contains(what, (await CommandRun.OfAsync("", "check", file)).Out);
    }

    /// <summary>Only the last of those that are created under one name is made, and has ports.</summary>
    [Fact]
    public async Task What_is_created_twice_is_warned_of_once()
    {
        var file = Path.Combine(_directory.FullName, "twice.troy");
        File.WriteAllText(
            file,
            """
            define flow main
            flow
              define connector r from stdio with codec = "json" end;
              define pipeline p pipeline select event from in into out end;
              create connector r;
              create connector r;
              create pipeline p;
              connect /connector/r to /pipeline/p;
              connect /pipeline/p to /connector/r;
            end;
            deploy flow main
            """);
        var run = await CommandRun.OfAsync("", "check", file);
        Assert.Contains("the connector \"r\" is created again at line 6: that one counts, this one is never made", run.Out);
        Assert.Equal(1, run.Out.Split("what the connector \"r\" cannot decode is lost").Length - 1);
    }

    [Theory]
    [InlineData("flow.json")]
    [InlineData("script.tremor")]
    public async Task A_byte_that_is_no_text_has_its_place_as_any_finding_has(string name)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(file, [.. "{\n  \"a\": \"b"u8, 0xE4, .. "c\"\n}"u8]);
        var run = await CommandRun.OfAsync("", "check", file);
        Assert.StartsWith($"Error in {file}:2:10 \n    2 |   \"a\": \"b\uFFFDc\"\n", run.Out);
        Assert.Contains($"^ {file} is not UTF-8 text: the byte at offset 11 cannot be decoded\n", run.Out);
        Assert.Contains("\"line\":2,\"column\":10", (await CommandRun.OfAsync("", "check", file, "--diagnostics", "json")).Out);
    }

    [Theory]
    [InlineData("flow.json")]
    [InlineData("script.tremor")]
    public async Task A_definition_may_come_from_a_pipe(string name)
    {
        if (OperatingSystem.IsWindows()) return;
        var file = Path.Combine(_directory.FullName, name);
        var text = name == "flow.json" ? """{"version": 1}""" : "event.";
        await File.WriteAllTextAsync(file, text);
        var expected = await CommandRun.OfAsync("", "check", file);
        File.Delete(file);
        NamedPipe.Make(file);
        var run = Task.Run(() => CommandRun.OfAsync("", "check", file));
        await NamedPipe.FeedAsync(file, text);
        Assert.Equal(expected.Out, (await run).Out);
    }

    [Theory]
    [InlineData("""{"kind": "file", "codec": "string", "config": {"mode": "read", "path": {"$file": "pipe"}}}""", "the file \"pipe\" cannot be read: it is a pipe or a device, and only regular files are read")]
    [InlineData("""{"kind": "file", "codec": "string", "config": {"mode": "read", "path": {"$secret": "pipe"}}}""", "the secret \"pipe\" cannot be read: it is a pipe or a device, and only regular files are read")]
    public async Task What_a_definition_names_is_a_regular_file(string source, string message)
    {
        if (OperatingSystem.IsWindows()) return;
        NamedPipe.Make(Path.Combine(_directory.FullName, "pipe"));
        var run = await CommandRun.OfAsync("", new Dictionary<string, string> { ["TREMOR_SECRETS"] = _directory.FullName }, "check", FlowFile.Write(_directory, source, FlowFile.Console));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Out);
    }

    /// <summary>The unit is that of the setting, and what is no time has none.</summary>
    [Theory]
    [InlineData("\"config\": {\"timeout\": 5, \"steps\": [\"1s\"]}", "qos::backpressure", "it is a number of milliseconds: write 1000\n")]
    [InlineData("\"config\": {\"timeout\": 5, \"steps\": [\"1us\"]}", "qos::backpressure", "it is a number of milliseconds\n")]
    [InlineData("\"config\": {\"timeout\": \"86400000ms\"}", "qos::backpressure", "it is a number of nanoseconds: write 86400000000000\n")]
    [InlineData("\"config\": {\"timeout\": \"2.5s\"}", "qos::percentile", "it is a number of nanoseconds: write 2500000000\n")]
    [InlineData("\"config\": {\"timeout\": \"79228162514264337593543950335h\"}", "qos::percentile", "it is a number of nanoseconds\n")]
    [InlineData("\"config\": {\"count\": \"10m\"}", "generic::batch", null)]
    [InlineData("\"config\": {\"count\": 1, \"timeout\": \"10m\"}", "generic::batch", "it is a number of nanoseconds: write 600000000000\n")]
    public async Task A_duration_with_its_unit_is_told_the_number_that_the_setting_takes(string config, string kind, string? hint)
    {
        var flow = Path.Combine(_directory.FullName, "f.json");
        await File.WriteAllTextAsync(flow, $$"""
            {"version": 1, "flows": {"main": {"connectors": {"in": {{FlowFile.Console}}, "out": {{FlowFile.Console}} },
              "pipelines": {"main": {"nodes": {"n": {"type": "operator", "kind": "{{kind}}", {{config}} } }, "links": [["in", "n", "out"]] } },
              "connect": [["in", "main", "out"]] } } }
            """);
        await ToldAsync(flow, hint);
    }

    [Theory]
    [InlineData("\"kind\": \"file\", \"codec\": \"string\", \"config\": {\"path\": \"a\", \"mode\": \"read\", \"chunk_size\": \"5m\"}", null)]
    [InlineData("\"kind\": \"metronome\", \"config\": {\"interval\": \"86400000ms\"}", "it is a number of nanoseconds: write 86400000000000\n")]
    [InlineData("\"kind\": \"bench\", \"codec\": \"string\", \"config\": {\"path\": \"a\", \"stop_after_secs\": \"2m\"}", "it is a number of seconds: write 120\n")]
    [InlineData("\"kind\": \"bench\", \"codec\": \"string\", \"config\": {\"path\": \"a\", \"iters\": \"2m\"}", null)]
    [InlineData("\"kind\": \"stdio\", \"codec\": \"string\", \"reconnect\": {\"retry\": {\"interval_ms\": \"5s\"}}", "it is a number of milliseconds: write 5000\n")]
    [InlineData("\"kind\": \"stdio\", \"codec\": \"string\", \"reconnect\": {\"retry\": {\"interval_ms\": 5, \"max_retries\": \"5s\"}}", null)]
    public Task A_duration_of_a_connector_too(string source, string? hint) => ToldAsync(FlowFile.Write(_directory, $"{{ {source} }}", FlowFile.Console), hint);

    private static async Task ToldAsync(string flow, string? hint)
    {
        var run = await CommandRun.OfAsync("", "check", flow);
        Assert.Contains("expected", run.Out, StringComparison.Ordinal);
        if (hint is null) Assert.DoesNotContain("it is a number of", run.Out, StringComparison.Ordinal);
        else Assert.Contains(hint, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_is_a_pipe_is_an_error()
    {
        if (OperatingSystem.IsWindows()) return;
        NamedPipe.Make(Path.Combine(_directory.FullName, "m.tremor"));
        Assert.Contains("m.tremor cannot be read: it is a pipe or a device", (await CheckScriptAsync("use m;\nm::A")).Out);
    }

    [Fact]
    public async Task A_module_that_is_no_text_is_an_error()
    {
        File.WriteAllBytes(Path.Combine(_directory.FullName, "m.tremor"), [.. "const A = \""u8, 0xE4, .. "\";"u8]);
        var run = await CheckScriptAsync("use m;\nm::A");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("m.tremor is not UTF-8 text, see its line 1", run.Out);
        Assert.Contains("script.tremor:1:5", run.Out);
    }

    [Fact]
    public async Task Warnings_alone_end_with_0()
    {
        var run = await CheckScriptAsync("match event of case 1 => 2 end");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Warning(behaviour)", run.Out);
        Assert.Contains("0 errors, 1 warning", run.Error);
    }

    [Fact]
    public async Task A_script_with_an_error_ends_with_1()
    {
        var run = await CheckScriptAsync("event.");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("script.tremor:1:", run.Out);
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_a_finding()
    {
        var run = await CommandRun.OfAsync("", "check", Path.Combine(_directory.FullName, "none.tremor"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("none.tremor", run.Out);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task<CommandRun> CheckScriptAsync(string script) => CommandRun.OfAsync("", "check", Script("script", script));

    private string Script(string name, string script)
    {
        var file = Path.Combine(_directory.FullName, name + ".tremor");
        File.WriteAllText(file, script);
        return file;
    }

    private Task<CommandRun> CheckAsync(string flow)
    {
        var file = Path.Combine(_directory.FullName, "flow.json");
        File.WriteAllText(file, flow);
        return CommandRun.OfAsync("", "check", file);
    }
}
