using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>JSON as people write it: what fits on a line stands on one.</summary>
internal static class JsonLayout
{
    private const int Width = 110;

    private static readonly JsonSerializerOptions s_text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonNode? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0, 0);
        return text.ToString();
    }

    /// <param name="taken">Characters of the line that are taken by what stands in front.</param>
    private static void Append(StringBuilder text, JsonNode? value, int indent, int taken)
    {
        var line = Line(value);
        if (taken + line.Length <= Width || value is not (JsonObject or JsonArray))
        {
            text.Append(line);
            return;
        }

        var isRecord = value is JsonObject;
        var parts = value is JsonObject record
            ? record.Select(static m => (Key: Quoted(m.Key) + ": ", m.Value))
            : ((JsonArray)value).Select(static i => (Key: "", Value: i));
        var separator = "";
        text.Append(isRecord ? '{' : '[');
        foreach (var (key, part) in parts)
        {
            text.Append(separator).Append('\n').Append(' ', indent + 2).Append(key);
            Append(text, part, indent + 2, indent + 3 + key.Length);
            separator = ",";
        }

        text.Append('\n').Append(' ', indent).Append(isRecord ? '}' : ']');
    }

    private static string Line(JsonNode? value) => value switch
    {
        JsonObject { Count: > 0 } record => $"{{ {string.Join(", ", record.Select(static m => $"{Quoted(m.Key)}: {Line(m.Value)}"))} }}",
        JsonArray list => $"[{string.Join(", ", list.Select(Line))}]",
        null => "null",
        _ => value.ToJsonString(s_text),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text, s_text);
}
