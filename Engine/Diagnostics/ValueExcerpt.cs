using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>What messages show of a value: the start of its compact JSON, made with little memory however large the value is.</summary>
public static class ValueExcerpt
{
    private const string NoMemory = "(no memory to show it)";

    /// <summary>As <see cref="PrintableText.Start"/> of the whole text without its secrets; need not be printable. Where there is no memory even for that, it says so.</summary>
    /// <param name="most">In characters.</param>
    /// <param name="secrets">Of a secret that lies across the end nothing is shown.</param>
    public static string Of(Value value, int most, SecretRedactor? secrets = null)
    {
        try
        {
            using var borne = MemoryShortage.Bear();
            // A character has at most three bytes; a secret that begins in what is shown is seen whole.
            var text = JsonStart.Of(value, 3 * (most + 1 + (secrets?.Longest ?? 0)), out var isWhole);
            if (isWhole) return PrintableText.Start(secrets?.Redact(text) ?? text, most);
            text = PrintableText.Start(secrets?.RedactStart(text) ?? text, most);
            return text.Length > most ? text : text + "...";
        }
        catch (OutOfMemoryException)
        {
            return NoMemory;
        }
    }
}
