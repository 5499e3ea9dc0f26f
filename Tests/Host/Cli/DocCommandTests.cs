
namespace Tremor.Dataflow.Tests.Host.Cli;

public sealed class DocCommandTests : IDisposable
{
    private const string Shop = "### Prices of the shop.\n\n## The VAT in per cent.\nconst VAT = 19;\n\n## What a customer pays.\n## Example: shop::gross(100) -> 119.0\nfn gross(net) with net * (100 + VAT) / 100 end\n";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-doc-");

    [Fact]
    public async Task Without_a_name_it_lists_topics_and_modules()
    {
        var run = await CommandRun.OfAsync("", "doc");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\nstd::string    ", run.Out);
        Assert.Contains("\nextractors     ", run.Out);
    }

    [Theory]
    [InlineData("std::string::len")]
    [InlineData("string::len")]
    public async Task A_function_is_found_by_its_whole_name_or_the_end_of_it(string name)
    {
        var run = await CommandRun.OfAsync("", "doc", name);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("std::string::len\n\n    string::len(text: string)\n", run.Out);
    }

    [Theory]
    [InlineData("dissect", "dissect\n")]
    [InlineData("match", "match\n")]
    [InlineData("overflow", "Overflow\n")]
    [InlineData("std::string", "std::string\n")]
    [InlineData("operators", "Operators\n\nThe loosest come first")]
    [InlineData("flow", "Flow definitions\n")]
    [InlineData("file", "file\n\nReads a file from its start to its end, or writes one.\n")]
    [InlineData("flow::connectors::file", "file\n\nReads a file")]
    [InlineData("connectors", "Connectors\n")]
    [InlineData("create_dirs", "create_dirs\n\nWhether the directories of a file that is written are made where they are missing.")]
    [InlineData("file::chunk_size", "chunk_size\n\nMost bytes that one read takes")]
    [InlineData("err", "err\n\nA port. Where what cannot be used leaves")]
    [InlineData("flow::ports::in", "in\n\nA port. Where events enter")]
    [InlineData("generic::batch", "generic::batch\n\nCollects events into engine batches")]
    [InlineData("batch", "generic::batch\n")]
    [InlineData("codecs::json", "json\n\nJSON, one text a piece.\n")]
    [InlineData("remove-empty", "remove-empty\n")]
    [InlineData("preprocessors::separate", "separate\n\nSplits a stream")]
    [InlineData("postprocessors", "Postprocessors\n")]
    [InlineData("reconnect", "Reconnect\n")]
    [InlineData("connector::reconnect", "flow::connector::reconnect\n\nWhen to try again")]
    [InlineData("postprocessors::compress", "compress\n")]
    [InlineData("define::scripts", "flow::pipeline::define::scripts\n")]
    [InlineData("retry.interval_ms", "flow::reconnect::retry::interval_ms\n\nMilliseconds before the first attempt.\n")]
    [InlineData("$env.default", "flow::directive::$env::default\n\nTaken when the variable is not set.\n")]
    [InlineData("$env", "flow::directive::$env\n\nAn environment variable.\n")]
    [InlineData("duplicatekey", "DuplicateKey\n\nA record has a key twice.\n")]
    [InlineData("EUROPE_ZURICH", "std::datetime::timezones::EUROPE_ZURICH\n")]
    [InlineData("stats::hdr", "aggr::stats::hdr\n\n    aggr::stats::hdr(n[, percentiles])\n")]
    [InlineData("len", "len\n\nSeveral things have this name:\n")]
    public async Task Whatever_has_a_name_is_found_by_it(string name, string beginning) =>
        Assert.StartsWith(beginning, (await CommandRun.OfAsync("", "doc", name)).Out);

    [Theory]
    [InlineData("json", "std::json", "extractors::json", "flow::codecs::json")]
    [InlineData("string", "std::string", "flow::codecs::string")]
    [InlineData("outputs", "flow::pipeline::outputs", "flow::operators::qos::roundrobin::outputs")]
    [InlineData("separate", "flow::preprocessors::separate", "flow::postprocessors::separate")]
    [InlineData("script", "keywords::script", "flow::script")]
    public async Task Of_a_name_that_several_things_have_all_are_listed(string name, params string[] all)
    {
        var run = await CommandRun.OfAsync("", "doc", name);
        Assert.StartsWith($"{name}\n\nSeveral things have this name:\n", run.Out);
        foreach (var one in all)
        {
            Assert.Contains($"\n{one} ", run.Out);
            Assert.DoesNotContain("Several things", (await CommandRun.OfAsync("", "doc", one)).Out);
        }
    }

    [Theory]
    [InlineData("generic::bach", "error: there is nothing called `generic::bach`; did you mean `flow::operators::generic::batch`?\n")]
    [InlineData("stdoi", "error: there is nothing called `stdoi`; did you mean `flow::connectors::stdio`?\n")]
    [InlineData("fil", "error: there is nothing called `fil`; did you mean `flow::connectors::file`?\n")]
    [InlineData("preprocesors", "error: there is nothing called `preprocesors`; did you mean `flow::preprocessors`?\n")]
    [InlineData("recconect", "error: there is nothing called `recconect`; did you mean `flow::reconnect`?\n")]
    [InlineData("DuplicatKey", "error: there is nothing called `DuplicatKey`; did you mean `flow::errors::DuplicateKey`?\n")]
    [InlineData("string::lenn", "error: there is nothing called `string::lenn`; did you mean `std::string::len`?\n")]
    [InlineData("lowercas", "error: there is nothing called `lowercas`; did you mean `std::string::lowercase`?\n")]
    [InlineData("NoClausHit", "error: there is nothing called `NoClausHit`; did you mean `errors::NoClauseHit`?\n")]
    [InlineData("", "error: there is nothing called ``; `tremor doc` lists what there is\n")]
    [InlineData("::", "error: there is nothing called `::`; `tremor doc` lists what there is\n")]
    public async Task An_unknown_name_is_answered_with_the_nearest(string name, string error)
    {
        var run = await CommandRun.OfAsync("", "doc", name);
        Assert.Equal((1, "", error), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Markdown_is_printed_as_it_is()
    {
        var run = await CommandRun.OfAsync("", "doc", "string::len", "--format", "markdown");
        Assert.StartsWith("# std::string::len\n\n```tremor\nstring::len(text: string)\n```\n", run.Out);
    }

    [Fact]
    public async Task A_module_of_the_user_is_documented_from_its_doc_comments()
    {
        var file = Write("shop.tremor", Shop);
        var run = await CommandRun.OfAsync("", "doc", file);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            shop

            Prices of the shop.

                use shop;

            Functions

            gross

                shop::gross(net)

            What a customer pays.

                shop::gross(100)  # 119.0

            Constants

            name   value
            `VAT`  `19`   The VAT in per cent.

            """.ReplaceLineEndings("\n"), run.Out);
    }

    [Fact]
    public async Task The_functions_of_a_script_are_called_without_a_module()
    {
        var file = Write("script.tremor", "## Twice.\nfn twice(n) with n * 2 end;\ntwice(event)");
        Assert.Equal("script\n\nFunctions\n\ntwice\n\n    twice(n)\n\nTwice.\n", (await CommandRun.OfAsync("", "doc", file)).Out);
    }

    [Fact]
    public async Task A_file_that_is_no_script_is_an_error_with_its_place()
    {
        var file = Write("broken.tremor", "fn twice(n) with n * end");
        var run = await CommandRun.OfAsync("", "doc", file);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains($"Error in {file}:1:22", run.Error);
    }

    [Fact]
    public async Task A_directory_is_documented_file_by_file()
    {
        Write("lib/shop.tremor", "### The shop.\nuse shop::tax;\nconst NAME = \"Lamps\"");
        Write("lib/shop/tax.tremor", Shop);
        Write("lib/zone/empty.txt", "");
        var (lib, docs) = (Path.Combine(_directory.FullName, "lib"), Path.Combine(_directory.FullName, "docs"));

        var run = await CommandRun.OfAsync("", "doc", lib, docs);

        Assert.Equal((0, "", $"Generating docs for {lib}/shop.tremor\nGenerating docs for {lib}/shop/tax.tremor\n"), (run.ExitCode, run.Out, run.Error));
        Assert.Equal(
            ["shop/index.md", "shop/tax.md"],
            Directory.GetFiles(docs, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(docs, f)).Order());
        Assert.Contains("| [`shop::tax`](tax.md) |", File.ReadAllText(Path.Combine(docs, "shop", "index.md")));
        Assert.StartsWith("# shop::tax\n\nPrices of the shop.\n", File.ReadAllText(Path.Combine(docs, "shop", "tax.md")));
    }

    [Fact]
    public async Task Definitions_of_modules_and_flows_are_documented_too()
    {
        var lib = Path.Combine(_directory.FullName, "defined");
        Directory.CreateDirectory(lib);
        File.WriteAllText(Path.Combine(lib, "a.tremor"), "### About it.\n## Pairs.\ndefine window pair from tumbling with size = 2 end;\n## Adds.\nfn add(a, b) with a + b end;\n");
        File.WriteAllText(Path.Combine(lib, "b.troy"), "### Flows.\n## Does it.\ndefine flow main args n, m = 1 flow use std end;\ndeploy flow main with n = 1 end\n");
        var run = await CommandRun.OfAsync("", "doc", lib, Path.Combine(_directory.FullName, "out"));
        Assert.Equal((0, $"Generating docs for {lib}/a.tremor\nGenerating docs for {lib}/b.troy\n"), (run.ExitCode, run.Error));
        var module = File.ReadAllText(Path.Combine(_directory.FullName, "out", "a.md"));
        Assert.Contains("About it.", module);
        Assert.Contains("### add", module);
        Assert.Contains("## Windows\n\n### pair\n", module);
        Assert.Contains("define window pair from tumbling", module);
        Assert.Contains("Pairs.", module);
        var flows = File.ReadAllText(Path.Combine(_directory.FullName, "out", "b.md"));
        Assert.Contains("Flows.", flows);
        Assert.Contains("## Flows\n\n### main\n", flows);
        Assert.Contains("define flow main\nargs n, m = ..", flows);
        Assert.DoesNotContain("use b", flows);
    }

    [Fact]
    public async Task The_documents_of_a_directory_are_also_printed_when_asked_for()
    {
        Write("shop.tremor", Shop);
        var run = await CommandRun.OfAsync("", "doc", "-i", _directory.FullName, Path.Combine(_directory.FullName, "docs"));
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("shop\n\nPrices of the shop.\n", run.Out);
    }

    [Fact]
    public async Task What_is_no_script_is_reported_and_the_rest_of_a_directory_is_documented()
    {
        Write("a.tremor", "fn");
        Write("b.tremor", Shop);
        Directory.CreateSymbolicLink(Path.Combine(_directory.FullName, "circle"), _directory.FullName);
        var docs = Path.Combine(_directory.FullName, "docs");
        var run = await CommandRun.OfAsync("", "doc", _directory.FullName, docs);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("a.tremor:1:", run.Error);
        Assert.Equal(["b.md"], Directory.GetFiles(docs).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_target_that_cannot_be_made_is_an_error()
    {
        var file = Write("shop.tremor", Shop);
        var run = await CommandRun.OfAsync("", "doc", _directory.FullName, file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"error: cannot write {file}", run.Error);
    }

    [Fact]
    public async Task A_file_in_place_of_a_directory_is_refused()
    {
        var file = Write("shop.tremor", Shop);
        var run = await CommandRun.OfAsync("", "doc", file, "docs");
        Assert.Equal((1, $"error: bad relative path: {file} is a file, expected a directory\n"), (run.ExitCode, run.Error));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Write(string file, string text)
    {
        var path = Path.Combine(_directory.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
