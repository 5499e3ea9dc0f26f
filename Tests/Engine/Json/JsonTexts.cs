using System.Text;
using System.Text.Json;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Json;

/// <summary>JSON texts made from a seed, and the framework's reading of a text as the model.</summary>
internal static class JsonTexts
{
    private static readonly string[] s_keys =
        ["a", "b", "c", "type", "name", "host", "a key of more than sixteen bytes", "ä", "", "\\u0061", "x\\ny", "\\\"q\\\""];

    private static readonly string[] s_strings =
        ["", "x", "snot badger", "a\\nb", "\\u0000\\u001f", "\\u001F", "\\/", "é漢😀", "\\ud83d\\ude00", "\\\\", "\\\"", "a longer string that spans more than one block of sixty-four bytes, surely",
            "{}[]:,", "tail\\\\"];

    private static readonly string[] s_numbers =
        ["0", "-0", "1", "-1", "7", "42", "1234567890", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
            "18446744073709551616", "-9223372036854775809", "0.0", "-0.0", "1.0", "2.50", "0.1", "0.30000000000000004", "0.00001", "0.000001", "1E5", "1e-7",
            "1.5e300", "123456789012345.6", "1234567890123456.5", "12345678901234567.0", "1e308", "0e400", "0e0", "100000000000000000000000000000000000000000", "3.0e+2"];

    /// <summary>A valid text. Blanks, odd notations and keys that come twice are frequent in some texts and absent in others.</summary>
    public static string Valid(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        var blanks = random.Next(3) == 0;
        var odd = random.Next(3) != 0;
        Write(text, random, 0, blanks, odd);
        return text.ToString();
    }

    /// <summary>A text with a few bytes changed, taken out or put in; often no JSON any more, and not always UTF-8.</summary>
    public static byte[] Damaged(int seed)
    {
        var random = new Random(seed);
        var bytes = Encoding.UTF8.GetBytes(Valid(random.Next())).ToList();
        var interesting = "{}[]:,\"\\ \n0-.e19tfnu/d8\0\f"u8;
        for (var changes = random.Next(3); changes >= 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            var with = random.Next(8) == 0 ? (byte)random.Next(256) : interesting[random.Next(interesting.Length)];
            switch (random.Next(4))
            {
                case 0 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = with;
                    break;
                case 2:
                    bytes.Insert(at, with);
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(Math.Min(4, bytes.Count - at + 1)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The value that System.Text.Json reads, as an ordinary record or array; false when it refuses the text.</summary>
    public static bool TryModel(ReadOnlySpan<byte> text, out Value value)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1024 });
        value = default;
        try
        {
            reader.Read();
            value = Read(ref reader);
            return !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader leaves lone surrogates and invalid UTF-8 to whoever reads the string.
            return false;
        }
    }

    private static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var record = new RecordBuilder();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    record.Set(name, Read(ref reader));
                }

                return record.Build();
            case JsonTokenType.StartArray:
                var items = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader));
                return Value.FromArray([.. items]);
            case JsonTokenType.String:
                return Value.From(reader.GetString()!);
            case JsonTokenType.Number:
                if (reader.TryGetInt64(out var signed)) return Value.From(signed);
                if (reader.TryGetUInt64(out var unsigned)) return Value.From(unsigned);
                var number = reader.GetDouble();
                return double.IsFinite(number) ? Value.From(number) : throw new JsonException("beyond the range of a double");
            case JsonTokenType.True:
                return Value.True;
            case JsonTokenType.False:
                return Value.False;
            default:
                return Value.Null;
        }
    }

    private static void Write(StringBuilder text, Random random, int depth, bool blanks, bool odd)
    {
        Blank(text, random, blanks);
        switch (random.Next(depth == 0 ? 6 : depth > 4 ? 4 : 8))
        {
            case 0:
                text.Append(random.Next(3) switch { 0 => "null", 1 => "true", _ => "false" });
                break;
            case 1:
                text.Append(odd ? s_numbers[random.Next(s_numbers.Length)] : random.Next(-20, 3000).ToString());
                break;
            case 2 or 3:
                text.Append('"').Append(odd ? s_strings[random.Next(s_strings.Length)] : "plain").Append('"');
                break;
            case 4 or 6:
                text.Append('{');
                var twice = odd && random.Next(4) == 0;
                var key = random.Next(s_keys.Length);
                for (var count = random.Next(twice ? 20 : 8); count > 0; count--)
                {
                    key = twice ? random.Next(s_keys.Length) : (key + 1) % s_keys.Length;
                    Blank(text, random, blanks);
                    text.Append('"').Append(s_keys[odd ? key : key % 7]).Append('"');
                    Blank(text, random, blanks);
                    text.Append(':');
                    Write(text, random, depth + 1, blanks, odd);
                    if (count > 1) text.Append(',');
                }

                Blank(text, random, blanks);
                text.Append('}');
                break;
            default:
                text.Append('[');
                for (var count = random.Next(6); count > 0; count--)
                {
                    Write(text, random, depth + 1, blanks, odd);
                    if (count > 1) text.Append(',');
                }

                Blank(text, random, blanks);
                text.Append(']');
                break;
        }

        Blank(text, random, blanks);
    }

    private static void Blank(StringBuilder text, Random random, bool blanks)
    {
        if (blanks && random.Next(4) == 0) text.Append(" \t\n\r"[random.Next(4)]);
    }
}
