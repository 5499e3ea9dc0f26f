namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Keeps secrets out of what people see: wherever one occurs in a text, also inside a longer one, stands <c>&lt;secret:ref&gt;</c>.</summary>
public sealed class SecretRedactor
{
    private readonly SortedDictionary<string, string> _references = new(
        Comparer<string>.Create(static (a, b) => a.Length != b.Length ? b.Length - a.Length : string.CompareOrdinal(a, b)));

    /// <summary>The text with every secret in it replaced.</summary>
    public string Redact(string text)
    {
        foreach (var (secret, reference) in _references) text = text.Replace(secret, $"<secret:{reference}>", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Remembers a secret, also as it looks inside JSON.</summary>
    internal void Add(string secret, string reference)
    {
        if (secret.Length == 0) return;
        _references.TryAdd(secret, reference);
        _references.TryAdd(Values.Value.From(secret).ToString()[1..^1], reference);
    }
}
