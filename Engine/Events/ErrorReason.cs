namespace Tremor.Dataflow.Engine.Events;

/// <summary>
/// Why an operator sends an event by <c>err</c> without a record of the error. One of the few texts that operators have for it, known by number, so that it
/// takes no room in an event.
/// </summary>
public readonly record struct ErrorReason
{
    private static readonly Lock s_adding = new();
    private static volatile string[] s_texts = []; // replaced under s_adding, never changed

    private readonly ushort _number; // from 1 on, 0 for none

    private ErrorReason(ushort number) => _number = number;

    /// <summary>In words, one line; null for none.</summary>
    public string? Text => _number == 0 ? null : s_texts[_number - 1];

    /// <summary>For a constant of the operator's type, not for texts that are made of events: none is ever forgotten. One text has one number.</summary>
    /// <exception cref="InvalidOperationException">There are 65,535 others.</exception>
    public static ErrorReason Of(string text)
    {
        lock (s_adding)
        {
            var known = Array.IndexOf(s_texts, text);
            if (known >= 0) return new((ushort)(known + 1));
            if (s_texts.Length == ushort.MaxValue) throw new InvalidOperationException("too many reasons: they are constants, not made of events");
            s_texts = [.. s_texts, text];
            return new((ushort)s_texts.Length);
        }
    }
}
