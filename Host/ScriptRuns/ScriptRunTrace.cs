using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>Shows what goes into a script and what comes out of it while it runs (spec: runtime 17.2, <c>--interactive</c>).</summary>
internal sealed class ScriptRunTrace(TextWriter output, ScriptRunOptions options, bool isPretty, bool colour)
{
    private const string Key = "\e[34m";
    private const string Text = "\e[32m";
    private const string Number = "\e[36m";
    private const string Word = "\e[35m";
    private const string Reset = "\e[0m";

    private readonly string _ingress = $"ingress> [codec: {options.Decoder}], [preprocessor: {string.Join(", ", options.Preprocessors)}]";
    private readonly string _egress = $"egress> [codec: {options.Encoder}], [postprocessor: {string.Join(", ", options.Postprocessors)}]";

    public void Ingress(Value value) => Show(_ingress, value);

    public void Egress(Value value) => Show(_egress, value);

    private void Show(string head, Value value)
    {
        var json = PrintableText.Each(JsonText.ToString(value, isPretty ? JsonStyle.Pretty : JsonStyle.Compact));
        output.WriteLine($"{head}\n{(colour ? Tint(json) : json)}");
    }

    /// <summary>Colours for keys, strings, numbers and words of a JSON text.</summary>
    internal static string Tint(string json)
    {
        var text = new StringBuilder(json.Length * 2);
        for (var at = 0; at < json.Length;)
        {
            var start = at;
            if (json[at] == '"')
            {
                for (at++; json[at] != '"'; at++)
                    if (json[at] == '\\') at++;
                at++;
                text.Append(at < json.Length && json[at] == ':' ? Key : Text);
            }
            else if (char.IsAsciiLetter(json[at]))
            {
                while (at < json.Length && char.IsAsciiLetter(json[at])) at++;
                text.Append(Word);
            }
            else if (json[at] == '-' || char.IsAsciiDigit(json[at]))
            {
                while (at < json.Length && (char.IsAsciiLetterOrDigit(json[at]) || json[at] is '-' or '+' or '.')) at++;
                text.Append(Number);
            }
            else
            {
                text.Append(json[at++]);
                continue;
            }

            text.Append(json.AsSpan(start, at - start)).Append(Reset);
        }

        return text.ToString();
    }
}
