using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Definitions;

/// <summary>The golden definitions with something changed: another value, a piece of text cut, put in or left out.</summary>
internal static class MutatedDefinitions
{
    private static readonly string[] s_fragments =
        ["null", "{}", "[]", "1", "-1", "\"\"", "\"in\"", "\"a/b\"", "true", "{\"$arg\": \"x\"}", "{\"$env\": 1}", "{\"from\": \"in\"}", "[[]]", "{\"\": null}", "\"connectors::x\"", "1.5"];

    private static readonly Lazy<IReadOnlyList<string>> s_documents = new(static () =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "Tests/Cases/flows"), "flow.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)]);

    public static string Make(int seed) => Mutate(new Random(seed), s_documents.Value);

    private static string Mutate(Random random, IReadOnlyList<string> documents)
    {
        var text = documents[random.Next(documents.Count)];
        for (var i = random.Next(1, 4); i > 0; i--) text = random.Next(4) == 0 ? MutateText(random, text) : ReplaceValue(random, text, documents);
        return text;
    }

    private static string MutateText(Random random, string text)
    {
        var at = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text.Remove(at, Math.Min(random.Next(1, 5), text.Length - at)),
            1 => text.Insert(at, "\"{}[],:\\x\u00e4\ud83d\ude00"[random.Next(12)].ToString()),
            _ => text[..at],
        };
    }

    /// <summary>Puts another value in the place of one, so that most results are still JSON.</summary>
    private static string ReplaceValue(Random random, string text, IReadOnlyList<string> documents)
    {
        var places = Values(text);
        if (places.Count == 0) return text;
        var (start, end) = places[random.Next(places.Count)];
        var replacement = s_fragments[random.Next(s_fragments.Length)];
        if (random.Next(2) == 0)
        {
            var other = documents[random.Next(documents.Count)];
            var parts = Values(other);
            if (parts.Count > 0)
            {
                var (from, to) = parts[random.Next(parts.Count)];
                replacement = other[from..to];
            }
        }

        return text[..start] + replacement + text[end..];
    }

    private static List<(int Start, int End)> Values(string text)
    {
        var findings = new DefinitionFindings();
        var root = DocumentReader.Read(new(new("", text)), findings);
        var places = new List<(int, int)>();
        if (root is not null) Collect(root);
        return places;

        void Collect(DocumentNode node)
        {
            places.Add((node.Start, node.End));
            foreach (var item in node.Items) Collect(item);
            foreach (var member in node.Members) Collect(member.Value);
        }
    }
}
