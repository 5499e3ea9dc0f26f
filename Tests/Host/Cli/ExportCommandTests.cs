namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class ExportCommandTests : IDisposable
{
    private const string Json = """
        {
          "version": 1,
          "modules": { "lib::units": ["const MS = 1000000;", "fn seconds(n) with n * 1000 * MS end"] },
          "flows": {
            "main": {
              "args": { "path": { "type": "string", "doc": "Where it goes." } },
              "connectors": {
                "in": { "kind": "stdio", "codec": "json", "preprocessors": ["separate"], "postprocessors": ["separate"], "reconnect": "none" },
                "out": {
                  "kind": "file", "codec": "json", "postprocessors": ["separate"],
                  "args": { "path": null }, "with": { "path": { "$arg": "path" } },
                  "config": { "path": { "$arg": "path" }, "mode": "append", "chunk_size": { "$env": { "name": "CHUNK", "default": 100, "as": "int" } } }
                }
              },
              "pipelines": {
                "main": {
                  "use": ["lib::units"],
                  "nodes": { "s": { "type": "script", "script": { "file": "s.tremor" } }, "all": { "type": "stream" } },
                  "query": ["# all of it", "select event from in into s;", "select {\"a\": units::seconds(1), \"e\": event} from s into all where event.a > 1;", "select event from all into out;", "select event from s/err into err"]
                }
              },
              "connect": ["connector/in -> pipeline/main -> connector/out", "pipeline/main/err -> connector/in/stderr", "connector/in/err -> pipeline/main"]
            }
          },
          "deploy": [{ "flow": "main", "as": "one", "with": { "path": { "$secret": "out/path" } } }]
        }
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-export-");

    [Fact]
    public async Task What_only_JSON_has_stands_in_place_in_Troy_and_a_secret_by_its_name()
    {
        File.WriteAllText(Inside("s.tremor"), "# checks\nlet event.a = 7;\nevent\n");
        var run = await CommandRun.OfAsync("", new Dictionary<string, string> { ["CHUNK"] = "77" }, "export", Write("flow.json", Json.Replace("from s into all where event.a > 1", "from s where event.a > 1 into all")), "-o", Inside("out/flow.troy"));
        Assert.Equal((0, "", ""), (run.ExitCode, run.Out, run.Error));
        Assert.Equal(
            """
            define flow main
            args
              # string: Where it goes.
              path
            flow
              define connector in from stdio
              with
                codec = "json",
                preprocessors = ["separate"],
                postprocessors = ["separate"]
              end;
              define connector out from file
              args
                path
              with
                codec = "json",
                postprocessors = ["separate"],
                config = {"path": args.path, "mode": "append", "chunk_size": 77}
              end;
              define pipeline main
              pipeline
                use lib::units;
                define script s
                script
                  # checks
                  let event.a = 7;
                  event
                end;
                create script s;
                create stream all;
                select event from in into s;
                select {"a": units::seconds(1), "e": event} from s where event.a > 1 into all;
                select event from all into out;
                select event from s/err into err
              end;
              create connector in;
              create connector out with path = args.path end;
              create pipeline main;
              connect /connector/in to /pipeline/main;
              connect /pipeline/main to /connector/out;
              connect /pipeline/main/err to /connector/in/stderr;
              connect /connector/in/err to /pipeline/main
            end;

            deploy flow one from main with path = "<secret:out/path>" end;

            """,
            File.ReadAllText(Inside("out/flow.troy")));
        Assert.Equal("const MS = 1000000;\nfn seconds(n) with n * 1000 * MS end\n", File.ReadAllText(Inside("out/lib/units.tremor")));
        Assert.Equal(0, (await CommandRun.OfAsync("", "check", Inside("out/flow.troy"))).ExitCode);
    }

    [Fact]
    public async Task What_needs_the_modules_of_a_file_in_Troy_is_computed_for_JSON()
    {
        var file = Write("flow.troy", """
            use std::time::nanos;
            define flow main
            args
              every = nanos::from_seconds(2)
            flow
              define connector tick from metronome
              args every
              with config = {"interval": args.every} end;
              define connector out from `null`;
              define pipeline all
              pipeline
                # what is measured
                select event from in into out/rest;
              end;
              create connector tick with every = args.every end;
              create connector out;
              create pipeline p from all;
              connect /connector/tick to /pipeline/p;
              connect /pipeline/p to /connector/out;
            end;
            deploy flow main with every = nanos::from_millis(5) end;
            """);
        var run = await CommandRun.OfAsync("", "export", file);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            {
              "version": 1,
              "flows": {
                "main": {
                  "args": { "every": 2000000000 },
                  "define": { "pipelines": { "all": { "outputs": ["out", "err", "rest"], "links": [["in", "rest"]] } } },
                  "connectors": {
                    "tick": {
                      "kind": "metronome",
                      "args": { "every": null },
                      "with": { "every": { "$arg": "every" } },
                      "config": { "interval": { "$arg": "every" } }
                    },
                    "out": { "kind": "null" }
                  },
                  "pipelines": { "p": { "from": "all" } },
                  "connect": ["connector/tick -> pipeline/p -> connector/out"]
                }
              },
              "deploy": [{ "flow": "main", "with": { "every": 5000000 } }]
            }

            """,
            run.Out);
    }

    [Fact]
    public async Task Troy_inside_of_JSON_runs_is_deployed_from_both_and_comes_out_as_flows()
    {
        var file = Write("flow.json", """
            {
              "version": 1,
              "troy": ["define flow pass", "args name", "flow", "  use tremor::{connectors, pipelines};", "  create connector console from connectors::console;",
                "  create pipeline main from pipelines::passthrough;", "  connect /connector/console to /pipeline/main; connect /pipeline/main to /connector/console", "end"],
              "deploy": [{ "flow": "pass", "as": "one", "with": { "name": { "$env": { "name": "WHO", "default": "x" } } } }]
            }
            """);
        var run = await CommandRun.OfAsync("a line\n", "run", file);
        Assert.Equal((0, "a line\n"), (run.ExitCode, run.Out));
        var troy = await CommandRun.OfAsync("", "export", file);
        Assert.StartsWith("define flow pass\nargs\n  name\nflow\n  use tremor::connectors;\n", troy.Out);
        Assert.EndsWith("deploy flow one from pass with name = \"x\" end;\n", troy.Out);

        File.WriteAllText(file, File.ReadAllText(file).Replace("create pipeline main from", "create pipeline main form"));
        var check = await CommandRun.OfAsync("", "check", file);
        Assert.Contains("flow.json:4:29 at /troy (its line 6, column 24)", check.Out);
    }

    [Fact]
    public async Task A_query_is_the_pipeline_of_a_flow_that_nothing_deploys()
    {
        var run = await CommandRun.OfAsync("", "export", Write("q.trickle", "#!config id = \"top\"\nselect event.a from in where event.b == \"x\" into out/side"));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            {
              "version": 1,
              "flows": {
                "top": {
                  "pipelines": {
                    "top": {
                      "outputs": ["out", "err", "side"],
                      "links": [{ "from": "in", "where": "event.b == \"x\"", "select": "event.a", "into": "side" }]
                    }
                  }
                }
              },
              "deploy": []
            }

            """,
            run.Out);
    }

    [Theory]
    [InlineData(2, "error: --json and --troy: a file is written in one form", "--json", "--troy")]
    [InlineData(2, "x.svg: the ending says in which form it is written, expected .json or .troy", "-o", "x.svg")]
    public async Task The_form_must_be_clear(int code, string error, params string[] args)
    {
        var run = await CommandRun.OfAsync("", ["export", Write("flow.troy", "use std::string"), .. args]);
        Assert.Equal(code, run.ExitCode);
        Assert.Contains(error, run.Error);
    }

    [Fact]
    public async Task What_is_wrong_is_not_exported()
    {
        var run = await CommandRun.OfAsync("", "export", Write("flow.troy", "define flow f flow create connector x end; deploy flow f"));
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains("Artefact `x` is not defined or not found", run.Error);
        Assert.Equal(1, (await CommandRun.OfAsync("", "export", Write("s.tremor", "event"))).ExitCode);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Inside(string name) => Path.Combine(_directory.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(Inside(name), text);
        return Inside(name);
    }
}
