namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>
/// Keeps secrets out of what people see: wherever one occurs in a text, also inside a longer one, stands <c>&lt;secret:ref&gt;</c>. A text that is cut is to be
/// redacted before, or as <see cref="RedactStart"/> does. From any thread.
/// </summary>
public sealed class SecretRedactor
{
    private readonly Lock _lock = new();
    private volatile (string Secret, string Reference)[] _known = []; // the longest first; not changed, but replaced

    /// <summary>Characters of the longest secret.</summary>
    internal int Longest => _known is [var first, ..] ? first.Secret.Length : 0;

    /// <summary>The text with every secret in it replaced.</summary>
    public string Redact(string text)
    {
        foreach (var (secret, reference) in _known) text = text.Replace(secret, $"<secret:{reference}>", StringComparison.Ordinal);
        return text;
    }

    /// <summary>As <see cref="Redact"/>, for the start of a text: without an end that may be the beginning of a secret.</summary>
    internal string RedactStart(string text)
    {
        var known = _known;
        int end;
        do
        {
            // What is cut may in turn have been the end of a secret.
            end = text.Length;
            for (var at = Math.Max(0, end - Longest + 1); at < end; at++)
            {
                if (!Array.Exists(known, k => k.Secret.Length > text.Length - at && k.Secret.AsSpan().StartsWith(text.AsSpan(at)))) continue;
                text = text[..at];
                break;
            }
        }
        while (text.Length < end);
        return Redact(text);
    }

    /// <summary>Remembers a secret, also as it looks in messages and inside JSON, which may be a text inside JSON again.</summary>
    internal void Add(string secret, string reference)
    {
        if (secret.Length == 0) return;
        lock (_lock)
        {
            var inJson = InJson(secret);
            foreach (var form in (ReadOnlySpan<string>)[secret, inJson, InJson(inJson), PrintableText.Line(secret)])
            {
                if (Array.Exists(_known, k => k.Secret == form)) continue;
                _known = [.. _known.Append((form, reference)).OrderByDescending(static k => k.Item1.Length).ThenBy(static k => k.Item1, StringComparer.Ordinal)];
            }
        }
    }

    private static string InJson(string text) => Values.Value.From(text).ToString()[1..^1];
}
