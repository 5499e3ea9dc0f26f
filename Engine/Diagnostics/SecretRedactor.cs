using System.Text;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>
/// Keeps secrets out of what people see: wherever one occurs in a text, also inside a longer one, stands <c>&lt;secret:ref&gt;</c>. The same for what is left
/// of one that was cut: its beginning in front of the dots of a cut, its end behind them, or a piece between two cuts, from four characters on. A text that is
/// cut without dots is to be redacted before, or as <see cref="RedactStart"/> does. From any thread.
/// </summary>
public sealed class SecretRedactor
{
    /// <summary>Fewer characters of a secret would be found in any text.</summary>
    private const int LeastPiece = 4;

    private const string Cut = "..";

    private readonly Lock _lock = new();
    private volatile (string Secret, string Reference)[] _known = []; // the longest first; not changed, but replaced

    /// <summary>Characters of the longest secret.</summary>
    internal int Longest => _known is [var first, ..] ? first.Secret.Length : 0;

    /// <summary>The text with every secret in it replaced. Of secrets that overlap the first is named, of those that begin together the longest.</summary>
    public string Redact(string text)
    {
        var known = _known;
        if (known.Length == 0) return text;
        var found = new List<Finding>();
        FindWhole(text, known, found);
        FindCut(text, known, found);
        return found.Count == 0 ? text : Replaced(text, found);
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
            foreach (var form in (ReadOnlySpan<string>)
            [
                secret, inJson, InJson(inJson), PrintableText.Line(secret), PrintableText.Line(inJson), PrintableText.Line(InJson(inJson)),
            ])
            {
                if (Array.Exists(_known, k => k.Secret == form)) continue;
                _known = [.. _known.Append((form, reference)).OrderByDescending(static k => k.Item1.Length).ThenBy(static k => k.Item1, StringComparer.Ordinal)];
            }
        }
    }

    private static string InJson(string text) => Values.Value.From(text).ToString()[1..^1];

    private static string Replaced(string text, List<Finding> found)
    {
        var shown = new StringBuilder();
        var end = 0;
        foreach (var finding in found.OrderBy(static f => f.Start).ThenByDescending(static f => f.End))
        {
            if (finding.Start >= end) shown.Append(text, end, finding.Start - end).Append("<secret:").Append(finding.Reference).Append('>');
            end = Math.Max(end, finding.End);
        }

        return shown.Append(text, end, text.Length - end).ToString();
    }

    private static void FindWhole(string text, (string Secret, string Reference)[] known, List<Finding> found)
    {
        foreach (var (secret, reference) in known)
        {
            for (var at = 0; (at = text.IndexOf(secret, at, StringComparison.Ordinal)) >= 0; at += secret.Length) found.Add(new(at, at + secret.Length, reference));
        }
    }

    /// <summary>What stands beside each cut: two or three dots right behind a text, or three dots and blanks around them.</summary>
    private static void FindCut(string text, (string Secret, string Reference)[] known, List<Finding> found)
    {
        var behind = -1; // where the text behind the cut before begins
        for (var at = 0; (at = text.IndexOf(Cut, at, StringComparison.Ordinal)) >= 0;)
        {
            var start = at;
            while (at < text.Length && text[at] == '.') at++;
            foreach (var (secret, reference) in known)
            {
                // The last dots of many may be the cut and those before it of the secret.
                FindBeginning(text, at - 2, secret, reference, found);
                FindBeginning(text, at - 3, secret, reference, found);
                FindBeginning(text, start - 1, secret, reference, found);
                FindEnd(text, at + 1, secret, reference, found);
                var between = behind < 0 || behind > start - 1 ? "" : text.AsSpan(behind, start - 1 - behind);
                if (between.Length >= LeastPiece && secret.AsSpan().Contains(between, StringComparison.Ordinal)) found.Add(new(behind, start - 1, reference));
            }

            behind = at + 1;
        }
    }

    /// <summary>The longest beginning of a secret that ends at an index.</summary>
    private static void FindBeginning(string text, int end, string secret, string reference, List<Finding> found)
    {
        for (var at = Math.Max(0, end - secret.Length + 1); at <= end - LeastPiece; at++)
        {
            var next = text.AsSpan(at, end - LeastPiece + 1 - at).IndexOf(secret[0]);
            if (next < 0) return;
            at += next;
            if (!secret.AsSpan().StartsWith(text.AsSpan(at, end - at), StringComparison.Ordinal)) continue;
            found.Add(new(at, end, reference));
            return;
        }
    }

    /// <summary>The longest end of a secret that begins at an index.</summary>
    private static void FindEnd(string text, int start, string secret, string reference, List<Finding> found)
    {
        for (var length = Math.Min(secret.Length - 1, text.Length - start); length >= LeastPiece; length--)
        {
            if (secret[^length] != text[start] || !text.AsSpan(start, length).SequenceEqual(secret.AsSpan(secret.Length - length))) continue;
            found.Add(new(start, start + length, reference));
            return;
        }
    }

    private readonly record struct Finding(int Start, int End, string Reference);
}
