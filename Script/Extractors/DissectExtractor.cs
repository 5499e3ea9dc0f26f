using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Cuts the whole text at delimiters, without backtracking (spec: language 9.5). Extracts a record of the captures.
/// </summary>
/// <remarks>
/// <para>
/// Text outside of <c>%{..}</c> is a delimiter; a capture takes what comes before the next one, the last takes the rest. The text must be
/// used up. <c>%{name}</c> captures a string, <c>%{name:int}</c> and <c>%{name:float}</c> a number.
/// </para>
/// <para>
/// <c>%{}</c> skips, as does <c>%{?name}</c>, whose text then names the field that <c>%{&amp;name}</c> captures. <c>%{+name}</c> appends to
/// a field, with a blank between or what the last padding was. <c>%{_}</c> is padding: any number of blanks, and <c>%{_(-)}</c> of dashes.
/// </para>
/// <para>
/// In delimiters and between the parentheses of padding <c>\t</c> is a tab, <c>\n</c> a line feed, <c>\r</c> a carriage return, and
/// <c>\\</c>, <c>\)</c>, <c>\}</c> and <c>\%</c> are the characters themselves; as in each extractor the script doubles the backslash:
/// <c>dissect|%{a}%{_(\\t)}%{b}|</c>.
/// </para>
/// </remarks>
[ExtractorExample("%{ip} %{} [%{time}] %{status:int}", "10.0.0.7 - [08:30] 200", "{\"ip\": \"10.0.0.7\", \"time\": \"08:30\", \"status\": 200}")]
[ExtractorExample("%{level}%{_}%{text}", "WARN    disk is full", "{\"level\": \"WARN\", \"text\": \"disk is full\"}")]
[ExtractorExample("%{name}%{_(\\\\t)}%{size:int}%{_(\\\\))}", "disk\t\t40)", "{\"name\": \"disk\", \"size\": 40}")]
[ExtractorExample("{%{name}%{_(\\\\})} %{rest}", "{disk}} full", "{\"name\": \"disk\", \"rest\": \"full\"}")]
[ExtractorExample("%{?key}=%{&key:int}", "port=9000", "{\"port\": 9000}")]
[ExtractorExample("%{status:int}", "ok", null)]
[Extractor("dissect")]
internal sealed class DissectExtractor : IExtractor
{
    private const int MaxOnStack = 64;

    private readonly DissectItem[] _items;
    private readonly int _captureCount;

    /// <summary>The fields in order, when the pattern gives always the same; null where appending, naming or repeating decides.</summary>
    private readonly FieldName[]? _fields;

    public DissectExtractor(string argument)
    {
        _items = DissectPattern.Parse(argument);
        _captureCount = _items.Count(static item => item.IsCapture);
        var fields = _items.Where(static item => item.Step == DissectStep.Field).Select(static item => item.Name!).ToArray();
        var isPlain = _items.All(static item => item.Step <= DissectStep.Field) && fields.Distinct().Count() == fields.Length;
        _fields = isPlain ? fields : null;
    }

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context)
    {
        var captures = _captureCount <= MaxOnStack ? stackalloc Range[MaxOnStack] : new Range[_captureCount];
        if (!TryCut(utf8, captures)) return false;
        if (_fields is null) return TryBuild(utf8, utf8.ToArray(), captures, out _);
        var at = 0;
        foreach (var item in _items)
        {
            if (!item.IsCapture) continue;
            var text = utf8[captures[at++]];
            if (item.Type == DissectType.Integer && !Numerals.TryInteger(text, out _)) return false;
            if (item.Type == DissectType.Float && !Numerals.TryFloatInRange(text, out _)) return false;
        }

        return true;
    }

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = default;
        var captures = _captureCount <= MaxOnStack ? stackalloc Range[MaxOnStack] : new Range[_captureCount];
        if (!TryCut(utf8, captures)) return false;

        // One copy of the text holds all captures.
        var copy = utf8.ToArray();
        if (_fields is null) return TryBuild(utf8, copy, captures, out value);
        var values = new Value[_fields.Length];
        var (at, field) = (0, 0);
        foreach (var item in _items)
        {
            if (!item.IsCapture) continue;
            var capture = captures[at++];
            if (item.Step == DissectStep.Field && !TryValue(copy, capture, item.Type, out values[field++])) return false;
        }

        value = _fields.Length == 0 ? Value.EmptyRecord : Value.FromFields(_fields, values);
        return true;
    }

    /// <summary>Walks the pattern over the text and notes where each capture lies.</summary>
    private bool TryCut(ReadOnlySpan<byte> text, Span<Range> captures)
    {
        var at = 0;
        var count = 0;
        var items = _items;
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            var rest = text[at..];
            switch (item.Step)
            {
                case DissectStep.Delimiter:
                    if (!rest.StartsWith(item.Text)) return false;
                    at += item.Text.Length;
                    break;
                case DissectStep.Padding:
                    for (; rest.StartsWith(item.Text); rest = rest[item.Text.Length..]) at += item.Text.Length;
                    break;
                default:
                    var length = LengthOfCapture(rest, i);
                    if (length < 0) return false;
                    captures[count++] = at..(at + length);
                    at += length;
                    break;
            }
        }

        return at == text.Length;
    }

    /// <summary>How far the capture at <paramref name="index"/> reaches; -1 when what must end it is missing.</summary>
    private int LengthOfCapture(ReadOnlySpan<byte> rest, int index)
    {
        if (index + 1 == _items.Length) return rest.Length;
        var next = _items[index + 1];
        var found = next.Text.Length == 1 ? rest.IndexOf(next.Text[0]) : rest.IndexOf(next.Text);
        if (found >= 0 || next.Step == DissectStep.Delimiter) return found;
        if (index + 2 == _items.Length) return rest.Length;
        return _items[index + 2] is { Step: DissectStep.Delimiter } behind ? rest.IndexOf(behind.Text) : -1;
    }

    private bool TryBuild(ReadOnlySpan<byte> utf8, byte[] copy, ReadOnlySpan<Range> captures, out Value value)
    {
        value = default;
        var record = new RecordBuilder(_captureCount);
        Dictionary<FieldName, byte[]>? named = null;
        byte[] separator = [(byte)' '];
        var at = 0;
        foreach (var item in _items)
        {
            if (item.Step == DissectStep.Padding) separator = item.Text;
            if (!item.IsCapture) continue;
            var capture = captures[at++];
            switch (item.Step)
            {
                case DissectStep.Field:
                    if (!TryValue(copy, capture, item.Type, out var typed)) return false;
                    record.Set(item.Name!, typed);
                    break;
                case DissectStep.Append:
                    Append(record, item.Name!, copy, capture, separator);
                    break;
                case DissectStep.Name:
                    (named ??= [])[item.Name!] = utf8[capture].ToArray();
                    break;
                case DissectStep.Indirect:
                    if (named is null || !named.Remove(item.Name!, out var name) || name.Length == 0) return false;
                    if (!TryValue(copy, capture, item.Type, out var indirect)) return false;
                    record.Set(new FieldName(name), indirect);
                    break;
            }
        }

        value = record.Build();
        return true;
    }

    private static void Append(RecordBuilder record, FieldName name, byte[] copy, Range capture, byte[] separator)
    {
        if (!record.TryGet(name, out var before))
        {
            TryValue(copy, capture, DissectType.Text, out var first);
            record.Set(name, first);
        }
        else if (before.IsString)
        {
            record.Set(name, Value.FromUtf8([.. before.Utf8, .. separator, .. copy.AsSpan(capture)]));
        }
        else
        {
            record.Remove(name);
        }
    }

    private static bool TryValue(byte[] text, Range capture, DissectType type, out Value value)
    {
        var (offset, length) = capture.GetOffsetAndLength(text.Length);
        switch (type)
        {
            case DissectType.Integer:
                var isInteger = Numerals.TryInteger(text.AsSpan(offset, length), out var integer);
                value = Value.From(integer);
                return isInteger;
            case DissectType.Float:
                var isFloat = Numerals.TryFloatInRange(text.AsSpan(offset, length), out var number);
                value = Value.From(number);
                return isFloat;
            default:
                value = Value.FromUtf8(text, offset, length);
                return true;
        }
    }
}
