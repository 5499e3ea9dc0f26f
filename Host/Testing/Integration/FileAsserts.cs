using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing.Integration;

/// <summary>One thing that was looked at.</summary>
/// <param name="Info">What was found, where it is not as expected.</param>
internal sealed record Assertion(string Description, bool Holds, string Info);

/// <summary>Compares what a program has written with what a test expects (spec: runtime 18.6).</summary>
/// <param name="file">Where the expectations stand.</param>
/// <param name="output">The file with standard output.</param>
/// <param name="error">The file with standard error.</param>
internal sealed class FileAsserts(string file, string output, string error)
{
    private static readonly string[] s_keys = ["source", "contains", "doesnt_contain", "equals_file", "equals_file_binary"];

    private string Directory => Path.GetDirectoryName(file)!;

    /// <summary>That of the exit code, and those of the files.</summary>
    /// <param name="notes">Gets what is probably misspelt.</param>
    /// <exception cref="CommandFailedException">A file is missing.</exception>
    public IEnumerable<Assertion> Check(int expectedStatus, int status, IEnumerable<TestYaml> asserts, List<string> notes)
    {
        yield return new($"Process expected to exit with status code {expectedStatus}", status == expectedStatus, status == expectedStatus ? $"{status}" : $"it ended with {status}");
        foreach (var assert in asserts)
        {
            notes.AddRange(assert.Misspelt(s_keys));
            foreach (var assertion in Check(assert)) yield return assertion;
        }
    }

    private IEnumerable<Assertion> Check(TestYaml assert)
    {
        var source = assert.Text("source");
        var path = PathOf(source);
        string[]? lines = null;
        foreach (var text in assert.Texts("contains"))
            yield return new($"File `{source}` should contain `{text.Trim()}`", Lines().Any(l => l.Contains(text.Trim(), StringComparison.Ordinal)), $"no line of {path} does");
        foreach (var text in assert.Texts("doesnt_contain"))
        {
            var found = Lines().FirstOrDefault(l => l.Contains(text.Trim(), StringComparison.Ordinal));
            yield return new($"File `{source}` should not contain `{text.Trim()}`", found is null, found ?? "");
        }

        if (assert.TextOrNull("equals_file") is { } same)
        {
            var expected = File.ReadAllLines(Existing(same));
            var at = Lines().Zip(expected).TakeWhile(static p => p.First == p.Second).Count();
            var isSame = at == expected.Length && at == Lines().Length;
            var difference = $"line {at + 1}: expected {expected.ElementAtOrDefault(at) ?? "the end"}, got {Lines().ElementAtOrDefault(at) ?? "the end"}";
            yield return new($"File `{source}` should equal file `{same}`", isSame, isSame ? "" : difference);
        }

        if (assert.TextOrNull("equals_file_binary") is { } identical)
        {
            var isSame = File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Existing(identical)));
            yield return new($"File `{source}` should equal file `{identical}` byte by byte", isSame, isSame ? "" : "they differ");
        }

        string[] Lines() => lines ??= File.ReadAllLines(path);
    }

    private string PathOf(string source) => source.ToLowerInvariant() switch
    {
        "stdout" => output,
        "stderr" => error,
        _ => Existing(source),
    };

    /// <summary>As it is written, or in lower case.</summary>
    private string Existing(string name) =>
        new[] { name, name.ToLowerInvariant() }.Select(n => Path.Combine(Directory, n)).FirstOrDefault(File.Exists) ?? throw new CommandFailedException($"{file}: there is no file {name}");
}
