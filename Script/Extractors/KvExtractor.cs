using System.Text;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Splits text into pairs (spec: language 9.4): fields at any field separator, key and value at a key separator. Matches when there is a pair.
/// Extracts a record of strings.
/// </summary>
/// <remarks>
/// <para>
/// In the argument, what stands between <c>%{key}</c> and <c>%{val}</c> is a key separator, all other text is a field separator. Without
/// any, fields are separated by a blank and keys by <c>:</c>. Separators may hold <c>\\n</c>, <c>\\r</c>, <c>\\t</c> and <c>\\\\</c>. No
/// separator may be part of another.
/// </para>
/// <para>A field that is no pair, because it has no key separator or more than one, is left out. Of equal keys the last one wins.</para>
/// </remarks>
[ExtractorExample("", "sku:42 colour:brass", "{\"sku\": \"42\", \"colour\": \"brass\"}")]
[ExtractorExample("%{key}=%{val}&", "sku=42&sale&note=", "{\"sku\": \"42\", \"note\": \"\"}")]
[Extractor("kv")]
internal sealed class KvExtractor : IExtractor
{
    private const string Key = "%{key}";
    private const string Val = "%{val}";

    private readonly byte[][] _fieldSeparators;
    private readonly byte[][] _keySeparators;
    private readonly FieldNameCache _names = new();

    public KvExtractor(string argument)
    {
        var fields = new List<string>();
        var keys = new List<string>();
        var rest = argument;
        while (rest.IndexOf(Key, StringComparison.Ordinal) is >= 0 and var key)
        {
            fields.Add(rest[..key]);
            rest = rest[(key + Key.Length)..];
            var value = rest.IndexOf(Val, StringComparison.Ordinal);
            if (value < 0) throw new InvalidExtractorException("`%{key}` without a `%{val}` behind it");
            keys.Add(rest[..value]);
            rest = rest[(value + Val.Length)..];
        }

        fields.Add(rest);
        _fieldSeparators = Separators(fields, " ");
        _keySeparators = Separators(keys, ":");
        Check(_fieldSeparators, _keySeparators);
    }

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context)
    {
        while (true)
        {
            var end = IndexOfAny(utf8, _fieldSeparators, out var length);
            if (IsPair(end < 0 ? utf8 : utf8[..end], out _, out _)) return true;
            if (end < 0) return false;
            utf8 = utf8[(end + length)..];
        }
    }

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = default;
        RecordBuilder? record = null;
        byte[]? copy = null;
        var start = 0;
        while (true)
        {
            var end = IndexOfAny(utf8[start..], _fieldSeparators, out var length);
            var field = end < 0 ? utf8[start..] : utf8.Slice(start, end);
            if (IsPair(field, out var keyLength, out var valueStart))
            {
                copy ??= utf8.ToArray();
                (record ??= new RecordBuilder(8)).Set(_names.Get(field[..keyLength]), Value.FromUtf8(copy, start + valueStart, field.Length - valueStart));
            }

            if (end < 0) break;
            start += end + length;
        }

        if (record is null) return false;
        value = record.Build();
        return true;
    }

    /// <summary>Whether key separators split the field into exactly two parts.</summary>
    private bool IsPair(ReadOnlySpan<byte> field, out int keyLength, out int valueStart)
    {
        valueStart = 0;
        keyLength = IndexOfAny(field, _keySeparators, out var length);
        if (keyLength < 0) return false;
        valueStart = keyLength + length;
        return IndexOfAny(field[valueStart..], _keySeparators, out _) < 0;
    }

    private static int IndexOfAny(ReadOnlySpan<byte> text, byte[][] separators, out int length)
    {
        length = separators[0].Length;
        var first = text.IndexOf(separators[0]);
        for (var i = 1; i < separators.Length; i++)
        {
            var at = (first < 0 ? text : text[..Math.Min(text.Length, first + separators[i].Length)]).IndexOf(separators[i]);
            if (at < 0 || (first >= 0 && at >= first)) continue;
            first = at;
            length = separators[i].Length;
        }

        return first;
    }

    private static byte[][] Separators(List<string> texts, string ifNone)
    {
        var separators = texts.Where(static t => t.Length > 0).Select(Unescape).Distinct().ToList();
        if (separators.Count == 0) separators.Add(ifNone);
        return [.. separators.Select(Encoding.UTF8.GetBytes)];
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            if (++i == text.Length) throw new InvalidExtractorException("a separator ends in a lone backslash");
            plain.Append(text[i] switch
            {
                '\\' => '\\',
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                var other => throw new InvalidExtractorException($"`\\{other}` is no escape; there are `\\\\`, `\\n`, `\\t` and `\\r`"),
            });
        }

        return plain.ToString();
    }

    private static void Check(byte[][] fields, byte[][] keys)
    {
        var all = fields.Concat(keys).ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = 0; j < all.Length; j++)
            {
                if (i != j && all[j].AsSpan().IndexOf(all[i]) >= 0)
                    throw new InvalidExtractorException($"the separator `{Encoding.UTF8.GetString(all[i])}` is contained in the separator `{Encoding.UTF8.GetString(all[j])}`");
            }
        }
    }
}
