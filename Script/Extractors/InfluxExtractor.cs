using System.Buffers;
using System.Text;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Matches one line of InfluxDB's line protocol (spec: language 9.8). Extracts <c>{"measurement": s, "tags": {..}, "fields": {..}, "timestamp": n}</c>;
/// a line without timestamp gets the ingest time of the event.
/// </summary>
/// <remarks>
/// <para>Takes no argument. Tags are strings; a field is a bool (<c>t</c>, <c>true</c>, ..), an integer (<c>7i</c>), a string in quotes or a float.</para>
/// <para>
/// Names and tag values are not empty and have no line feed. A backslash stands before blank and comma in names and tag values, and before <c>=</c>
/// in tag and field keys; it is no part of them but before the blank or comma of a field key.
/// </para>
/// </remarks>
[ExtractorExample(
    "", "disk,host=web-1 used=0.5,files=7i 1700000000", "{\"measurement\": \"disk\", \"tags\": {\"host\": \"web-1\"}, \"fields\": {\"used\": 0.5, \"files\": 7}, \"timestamp\": 1700000000}")]
[Extractor("influx")]
internal sealed class InfluxExtractor(string argument) : IExtractor
{
    private static readonly FieldName[] s_fields = [new("measurement"), new("tags"), new("fields"), new("timestamp")];
    private readonly FieldNameCache _names = new();

    /// <summary>The argument as it was given; it has no effect.</summary>
    public string Argument => argument;

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) => TryRead(utf8, 0, out _);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value) => TryRead(utf8, context.IngestNs, out value);

    private bool TryRead(ReadOnlySpan<byte> line, ulong ingestNs, out Value value)
    {
        value = default;
        line = Trim(line);
        if (line.IsEmpty || line[0] == '#') return false;
        var at = 0;
        if (!TryName(line, ref at, ends: ", "u8, escapable: ", "u8, never: "\n"u8, out var measurement)) return false;

        var tags = Value.EmptyRecord;
        if (line[at] == ',')
        {
            var record = new RecordBuilder();
            while (line[at] == ',')
            {
                at++;
                if (!TryName(line, ref at, ends: "="u8, escapable: "= ,"u8, never: " ,\n"u8, out var key)) return false;
                at++;
                if (!TryName(line, ref at, ends: ", "u8, escapable: " ,"u8, never: "\n"u8, out var tag)) return false;
                record.Set(_names.Get(key), Value.FromUtf8(tag));
            }

            tags = record.Build();
        }

        // Further blanks in front of the fields are the beginning of the first key.
        var blanks = line[(at + 1)..].IndexOfAnyExcept((byte)' ');
        if (blanks < 0) return false;
        at += blanks;
        var fields = new RecordBuilder();
        do
        {
            at++;
            if (!TryName(line, ref at, ends: "="u8, escapable: "="u8, never: " ,\n"u8, out var key)) return false;
            at++;
            if (!TryFieldValue(line, ref at, out var field)) return false;
            fields.Set(_names.Get(blanks == 0 ? key : [.. Enumerable.Repeat((byte)' ', blanks), .. key]), field);
            blanks = 0;
        }
        while (at < line.Length && line[at] == ',');

        var timestamp = ingestNs;
        if (at < line.Length && (line[at] != ' ' || !Numerals.TryUnsigned(line[(at + 1)..], out timestamp))) return false;
        value = Value.FromFields(s_fields, [Value.FromUtf8(measurement), tags, fields.Build(), Value.From(timestamp)]);
        return true;
    }

    /// <summary>A <see cref="TryPart"/> that is not empty.</summary>
    private static bool TryName(ReadOnlySpan<byte> line, ref int at, ReadOnlySpan<byte> ends, ReadOnlySpan<byte> escapable, ReadOnlySpan<byte> never, out byte[] name) =>
        TryPart(line, ref at, ends, escapable, never, out name) && name.Length > 0;

    /// <summary>Takes bytes up to one of <paramref name="ends"/>, which must come.</summary>
    /// <param name="escapable">What a backslash makes text of, beside itself; before anything else it stays.</param>
    /// <param name="never">What may not stand there without a backslash, a line feed not even with one.</param>
    private static bool TryPart(ReadOnlySpan<byte> line, ref int at, ReadOnlySpan<byte> ends, ReadOnlySpan<byte> escapable, ReadOnlySpan<byte> never, out byte[] part)
    {
        part = [];
        var start = at;
        var escapes = 0;
        for (; at < line.Length; at++)
        {
            if (line[at] == '\\')
            {
                if (at + 1 == line.Length) return false;
                var next = line[at + 1];
                var isEscape = next == '\\' || escapable.Contains(next);
                if (isEscape) escapes++;
                if (isEscape || (next != '\n' && never.Contains(next))) at++;
            }
            else if (ends.Contains(line[at]))
            {
                part = Unescape(line[start..at], escapes, escapable);
                return true;
            }
            else if (never.Contains(line[at]))
            {
                return false;
            }
        }

        return false;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text, int escapes, ReadOnlySpan<byte> escapable)
    {
        var plain = new byte[text.Length - escapes];
        for (int from = 0, to = 0; from < text.Length; from++)
        {
            if (text[from] == '\\' && from + 1 < text.Length && (text[from + 1] == '\\' || escapable.Contains(text[from + 1]))) from++;
            plain[to++] = text[from];
        }

        return plain;
    }

    private static bool TryFieldValue(ReadOnlySpan<byte> line, ref int at, out Value value)
    {
        value = default;
        if (at < line.Length && line[at] == '"')
        {
            at++;
            if (!TryPart(line, ref at, ends: "\""u8, escapable: "\""u8, never: [], out var text)) return false;
            at++;
            value = Value.FromUtf8(text);
            return at == line.Length || line[at] is (byte)',' or (byte)' ';
        }

        var end = line[at..].IndexOfAny((byte)',', (byte)' ');
        var word = end < 0 ? line[at..] : line.Slice(at, end);
        at += word.Length;
        return TryWord(word, out value);
    }

    private static bool TryWord(ReadOnlySpan<byte> word, out Value value)
    {
        value = default;
        if (word.IsEmpty) return false;
        if (word.SequenceEqual("t"u8) || word.SequenceEqual("T"u8)
            || word.SequenceEqual("true"u8) || word.SequenceEqual("True"u8) || word.SequenceEqual("TRUE"u8))
        {
            value = Value.True;
            return true;
        }

        if (word.SequenceEqual("f"u8) || word.SequenceEqual("F"u8)
            || word.SequenceEqual("false"u8) || word.SequenceEqual("False"u8) || word.SequenceEqual("FALSE"u8))
        {
            value = Value.False;
            return true;
        }

        if (word[^1] == 'i')
        {
            if (word[0] == '-')
            {
                if (!Numerals.TryInteger(word[..^1], out var signed)) return false;
                value = Value.From(signed);
                return true;
            }

            if (!Numerals.TryUnsigned(word[..^1], out var unsigned)) return false;
            value = Value.From(unsigned);
            return true;
        }

        if (!Numerals.TryFloatInRange(word, out var number)) return false;
        value = Value.From(number);
        return true;
    }

    /// <summary>Without the white space around it.</summary>
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune)) text = text[length..];
        while (Rune.DecodeLastFromUtf8(text, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune)) text = text[..^length];
        return text;
    }
}
