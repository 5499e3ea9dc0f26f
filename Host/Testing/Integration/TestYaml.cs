using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Telemetry;

namespace Tremor.Dataflow.Host.Testing.Integration;

/// <summary>A map of a file of YAML that says what a test does or expects.</summary>
internal sealed class TestYaml
{
    private readonly Dictionary<string, object?> _map;
    private readonly string _file;

    private TestYaml(string file, Dictionary<string, object?> map) => (_file, _map) = (file, map);

    public IEnumerable<string> Keys => _map.Keys;

    /// <summary>The maps of a file: its only one, or those of a list.</summary>
    /// <exception cref="CommandFailedException">It cannot be read, or is something else.</exception>
    public static IReadOnlyList<TestYaml> ReadAll(string file) => Read(file) switch
    {
        List<object?> list => [.. list.Select(item => Of(file, item))],
        var value => [Of(file, value)],
    };

    /// <inheritdoc cref="ReadAll"/>
    public static TestYaml ReadOne(string file) => Of(file, Read(file));

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => TextOrNull(key) ?? throw new CommandFailedException($"{_file}: \"{key}\" is missing");

    public string? TextOrNull(string key) => _map.GetValueOrDefault(key) as string;

    /// <summary>A whole number.</summary>
    /// <param name="otherwise">Where there is none; null where there must be one.</param>
    public int Number(string key, int? otherwise = null)
    {
        if (!_map.TryGetValue(key, out var value)) return otherwise ?? throw new CommandFailedException($"{_file}: \"{key}\" is missing");
        return value is string text && int.TryParse(text, out var number) ? number : throw new CommandFailedException($"{_file}: \"{key}\" is no whole number");
    }

    /// <summary>Texts, or one; none where the key is missing.</summary>
    public IReadOnlyList<string> Texts(string key) => _map.GetValueOrDefault(key) switch
    {
        null => [],
        string only => [only],
        List<object?> list when list.TrueForAll(static t => t is string) => [.. list.Cast<string>()],
        _ => throw new CommandFailedException($"{_file}: \"{key}\" is no list of texts"),
    };

    /// <summary>A map of texts; empty where the key is missing.</summary>
    public IReadOnlyDictionary<string, string> Map(string key) => _map.GetValueOrDefault(key) switch
    {
        null => new Dictionary<string, string>(),
        Dictionary<string, object?> map => Of(_file, map).ToTexts(),
        _ => throw new CommandFailedException($"{_file}: \"{key}\" is no map"),
    };

    /// <summary>The map itself as one of texts.</summary>
    public IReadOnlyDictionary<string, string> ToTexts() => _map.ToDictionary(static m => m.Key, static m => m.Value as string ?? "");

    /// <summary>A map inside; null where the key is missing.</summary>
    public TestYaml? Inner(string key) => _map.GetValueOrDefault(key) is { } value ? Of(_file, value) : null;

    /// <summary>Maps inside; none where the key is missing.</summary>
    public IReadOnlyList<TestYaml> Inners(string key) => _map.GetValueOrDefault(key) switch
    {
        null => [],
        List<object?> list => [.. list.Select(item => Of(_file, item))],
        _ => throw new CommandFailedException($"{_file}: \"{key}\" is no list"),
    };

    /// <summary>Keys that were probably meant to be others; the rest is left to whoever wrote it.</summary>
    public IEnumerable<string> Misspelt(params string[] known) =>
        from key in Keys
        where !known.Contains(key) && NearestName.Find(key, known) is not null
        select $"{_file}: nobody knows \"{key}\", did you mean \"{NearestName.Find(key, known)}\"?";

    private static TestYaml Of(string file, object? value) => value is Dictionary<string, object?> map ? new(file, map) : throw new CommandFailedException($"{file}: expected keys and values");

    private static object? Read(string file)
    {
        try
        {
            return YamlSubset.Parse(File.ReadAllText(file));
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"{file}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"cannot read {file}: {e.Message}");
        }
    }
}
