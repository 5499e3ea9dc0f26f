namespace Tremor.Dataflow.Tests.Guides;

public sealed class PageRunTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-page-");

    [Theory]
    [InlineData("python")]
    [InlineData("json")]
    [InlineData("")]
    public async Task A_block_that_nothing_runs_is_refused(string kind)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync($"```{kind}\n1\n```\n"));
        Assert.Equal($"line 4: nothing runs a block of the kind \"{kind}\"", refused.Message);
    }

    [Fact]
    public async Task What_a_page_shows_is_replaced_by_what_comes_out() => Assert.Equal(
        "```tremor\nevent + 1\n```\n\n```json output\n2\n```\n\n```console\n$ echo one; echo two >&2\none\ntwo\n$ true\n$ echo three\nthree\n```\n",
        await RunAsync("```tremor\nevent + 1\n```\n\n```json output\n3\n```\n\n```console\n$ echo one; echo two >&2\nzwei\n$ true\n$ echo three\n```\n", "1"));

    [Fact]
    public async Task Times_stay_as_the_page_shows_them()
    {
        const string shown = "```console\n$ echo '9 events in, 9 out, 0 errors in 0.5 s: 18 events/s, 1 kB/s'; echo 'Total Elapsed: 4ms'\n{0}\n{1}\n```\n";
        var page = string.Format(shown, "9 events in, 9 out, 0 errors in 0.2 s: 45 events/s, 3 kB/s", "Total Elapsed: 2ms 3us");
        Assert.Equal(page, await RunAsync(page));
        Assert.NotEqual(page, await RunAsync(page.Replace("\nTotal", "\nAll")));
    }

    [Fact]
    public async Task A_report_that_the_page_does_not_show_fails() =>
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => RunAsync("```tremor\nevent.missing\n```\n", "{}"));

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task<string> RunAsync(string page, string input = "null")
    {
        var file = Path.Combine(_directory.FullName, "page.md");
        await File.WriteAllTextAsync(file, $"```json input\n{input}\n```\n" + page);
        var text = await new PageRun(_directory.FullName).OfAsync(new MarkdownPage(file));
        return text[$"```json input\n{input}\n```\n".Length..];
    }
}
