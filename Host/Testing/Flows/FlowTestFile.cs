using System.Text.Json;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>A file with tests, and the definition that they are about (spec: extensions 4.1).</summary>
/// <param name="Path">As the user named it, or what is below.</param>
/// <param name="Definition">The same file, where the tests stand in the definition.</param>
internal sealed partial record FlowTestFile(string Path, string Definition, IReadOnlyList<FlowTest> Tests)
{
    private static readonly string[] s_forms = [".json", ".jsonc", ".yaml", ".yml"];
    private static readonly string[] s_definitions = [".json", ".jsonc", ".yaml", ".yml", ".troy"];

    /// <summary>Where files that a test names lie.</summary>
    public string Directory => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The files of a directory that hold tests, or the one file; in the order of their names.</summary>
    public static IEnumerable<string> Find(string path)
    {
        if (!System.IO.Directory.Exists(path)) return [path];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };
        return System.IO.Directory.EnumerateFiles(path, "*", options).Where(static f => IsTestFile(f) || HoldsTests(f)).Order(StringComparer.Ordinal);
    }

    /// <summary>Reads a file and checks it, and the definition, as a whole.</summary>
    /// <param name="findings">Everything that is wrong.</param>
    /// <returns>Null when there is an error among the findings.</returns>
    public static FlowTestFile? Load(Definitions definitions, string path, List<Diagnostic> findings)
    {
        if (!IsTestFile(path))
        {
            IReadOnlyList<FlowTest> tests = [];
            findings.AddRange(definitions.CheckTested(path, document => tests = document.Tests));
            return HasError(findings) ? null : new(path, path, tests);
        }

        if (definitions.ReadTests(path, findings) is not { } read || HasError(findings)) return null;
        if (DefinitionOf(path, read) is not { } definition)
        {
            findings.Add(new() { Severity = Severity.Error, Code = nameof(DefinitionErrorKind.FileNotFound), Message = $"{path} tests nothing: there is no definition of its name beside it", Hint = "name one with \"for\"" });
            return null;
        }

        findings.AddRange(definitions.CheckTested(definition, static _ => { }));
        return HasError(findings) ? null : new(path, definition, read.Tests);
    }

    private static bool HasError(List<Diagnostic> findings) => findings.Exists(static f => f.Severity == Severity.Error);

    private static bool IsTestFile(string path) => Array.Exists(s_forms, f => path.EndsWith(".test" + f, StringComparison.OrdinalIgnoreCase));

    /// <summary>As the document says, or the file of the same stem.</summary>
    private static string? DefinitionOf(string path, FlowTestDocument read)
    {
        var directory = System.IO.Path.GetDirectoryName(path) ?? "";
        if (read.For is { } named) return System.IO.Path.Combine(directory, named.Text);
        var stem = System.IO.Path.GetFileNameWithoutExtension(System.IO.Path.GetFileNameWithoutExtension(path));
        return s_definitions.Select(e => System.IO.Path.Combine(directory, stem + e)).FirstOrDefault(File.Exists);
    }

    /// <summary>Whether it is a definition with tests in it; a file that cannot be read is not.</summary>
    private static bool HoldsTests(string path)
    {
        if (!Array.Exists(s_forms, f => path.EndsWith(f, StringComparison.OrdinalIgnoreCase))) return false;
        try
        {
            if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".jsonc", StringComparison.OrdinalIgnoreCase)) return YamlTests.IsMatch(File.ReadAllText(path));
            using var stream = File.OpenRead(path);
            using var json = JsonDocument.Parse(stream, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("tests", out _) && json.RootElement.TryGetProperty("flows", out _);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("^tests:", RegexOptions.Multiline, 1000)]
    private static partial Regex YamlTests { get; }
}
