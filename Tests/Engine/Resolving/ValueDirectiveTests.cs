using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Engine.Resolving;


namespace Tremor.Dataflow.Tests.Engine.Resolving;

public sealed class ValueDirectiveTests
{
    [Theory]
    [InlineData("""{"$env": "FILE"}""", "access.log")]
    [InlineData("""{"$env": {"name": "NOTHING", "default": "none"}}""", "none")]
    [InlineData("""{"$expr": "\"constant\""}""", "constant")]
    [InlineData("""{"$str": "plain"}""", "plain")]
    [InlineData("""{"$secret": "logs/file"}""", "s3cret")]
    [InlineData("""{"$literal": "$arg"}""", "$arg")]
    public void A_directive_stands_for_its_value(string directive, string expected)
    {
        Assert.Equal(expected, PathOf(directive));
    }

    [Fact]
    public void A_file_is_read_relative_to_the_document()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(directory.Path, "name.txt"), "größe.log");
        Assert.Equal("größe.log", PathOf("""{"$file": "name.txt"}""", new() { BaseDirectory = directory.Path }));
    }

    [Fact]
    public void A_link_that_leads_out_of_the_directory_is_not_followed()
    {
        using var directory = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        File.WriteAllText(Path.Combine(other.Path, "secret"), "x");
        File.CreateSymbolicLink(Path.Combine(directory.Path, "inside"), Path.Combine(other.Path, "secret"));
        var options = new LoadOptions { BaseDirectory = directory.Path };
        Assert.Equal(
            ["/flows/main/connectors/in/config/path/$file: the file \"inside\" is outside of the document's directory"],
            Loads.Errors(Reader("""{"$file": "inside"}"""), options));
        Assert.Equal("x", PathOf("""{"$file": "inside"}""", options with { TextRoots = [other.Path] }));
    }

    [Theory]
    [InlineData("12", "int", "12")]
    [InlineData("12", "json", "12")]
    public void A_variable_is_converted_as_asked(string text, string type, string expected)
    {
        var connector = $$$"""{"kind": "metronome", "config": {"interval": {"$env": {"name": "N", "as": "{{{type}}}"} } } }""";
        var plan = Loads.Plan(Loads.WithConnector(connector), options: new() { Environment = _ => text });
        Assert.Equal(expected, Loads.Make<SampleComponents.Metronome>(plan.Connectors[0]).Settings.Interval.ToString());
    }

    [Theory]
    [InlineData("""{"env": "FILE"}""", "write {\"$env\": \"FILE\"}")]
    [InlineData("""{"secret": "FILE"}""", "write {\"$secret\": \"FILE\"}")]
    [InlineData("""{"env": "FILE", "default": "x"}""", "write {\"$env\": {\"name\": \"FILE\", \"default\": ..}}")]
    [InlineData("""{"$env": "FILE", "default": "x"}""", "write {\"$env\": {\"name\": \"FILE\", \"default\": ..}}")]
    [InlineData("""{"$expr": "1", "b": 1}""", "\"$expr\" is to be the only key: {\"$expr\": \"1\"}")]
    [InlineData("""{"b": 1}""", null)]
    public void A_record_that_was_meant_as_a_directive_is_answered_with_it(string setting, string? hint) =>
        Assert.Equal(hint, Loads.Load(Reader(setting)).Diagnostics.First(static d => d.Severity == Severity.Error).Hint);

    [Fact]
    public void A_directive_with_company_is_plain_data_and_suspicious()
    {
        var result = Loads.Load(Reader("""{"$env": "FILE", "default": "x"}"""));
        Assert.Equal(
            [
                "/flows/main/connectors/in/config/path: expected a string but found a record",
                "/flows/main/connectors/in/config/path/$env: $env is a directive only where it is the sole key",
            ],
            result.Diagnostics.Select(Loads.Line));
    }

    [Fact]
    public void A_secret_is_never_shown_even_inside_another_text()
    {
        var result = Loads.Load(
            """
            { "version": 1, "flows": { "main": { "args": {"password": null},
              "connectors": { "in": { "kind": "file", "codec": "json", "args": {"p": null}, "with": {"p": {"$arg": "password"}},
                "config": {"path": "x", "mode": {"$str": "user:#{args.p}@host"}} } } } },
              "deploy": [{"flow": "main", "with": {"password": {"$secret": "logs/file"}}}] }
            """,
            options: Options);
        Assert.Equal("/flows/main/connectors/in/config/mode: expected one of \"read\", \"write\", \"append\" but found \"user:<secret:logs/file>@host\"", Loads.Line(result.Diagnostics.Single(static d => d.Code == "UnknownChoice")));
        Assert.Equal("tcp://<secret:logs/file>@host", result.Redactor.Redact("tcp://s3cret@host"));
    }

    [Fact]
    public void Secrets_are_files_below_their_directory()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "secrets", "elastic"));
        File.WriteAllText(Path.Combine(directory.Path, "secrets", "elastic", "indexer"), "hunter2\n");
        File.WriteAllText(Path.Combine(directory.Path, "outside"), "x");
        var provider = new FileSecretProvider(Path.Combine(directory.Path, "secrets"));
        Assert.Equal("hunter2", provider.Find("elastic/indexer"));
        Assert.Null(provider.Find("elastic"));
        Assert.Null(provider.Find("../outside"));
        Assert.Null(provider.Find(Path.Combine(directory.Path, "outside")));
        File.WriteAllBytes(Path.Combine(directory.Path, "secrets", "key"), [(byte)'a', (byte)'\n', 0xFF]);
        Assert.Equal(2, Assert.Throws<NotUtf8Exception>(() => provider.Find("key")).Line);
    }

    private static LoadOptions Options { get; } = new() { Environment = static name => name == "FILE" ? "access.log" : null, Secrets = new Vault() };

    private static string PathOf(string directive, LoadOptions? options = null)
    {
        var plan = Loads.Plan(Loads.WithConnector($$"""{"kind": "file", "codec": "json", "config": {"path": {{directive}}, "mode": "read"} }"""), options: options ?? Options);
        return Loads.Make<SampleComponents.File>(plan.Connectors[0]).Settings.Path;
    }

    private static string Reader(string path) => Loads.WithConnector($$"""{"kind": "file", "codec": "json", "config": {"path": {{path}}, "mode": "read"} }""");

    private sealed class Vault : ISecretProvider
    {
        public string? Find(string reference) => reference == "logs/file" ? "s3cret" : null;
    }
}
