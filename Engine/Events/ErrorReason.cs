namespace Tremor.Dataflow.Engine.Events;

/// <summary>
/// Why an operator sends an event by <c>err</c> without a record of the error. One of the few texts that operators have for it, known by number, so that it
/// takes no room in an event.
/// </summary>
public readonly record struct ErrorReason
{
    private static readonly List<string> s_texts = []; // guarded by itself

    private readonly ushort _number; // from 1 on, 0 for none

    private ErrorReason(ushort number) => _number = number;

    /// <summary>In words, one line; null for none.</summary>
    public string? Text
    {
        get
        {
            if (_number == 0) return null;
            lock (s_texts) return s_texts[_number - 1];
        }
    }

    /// <summary>For a constant of the operator's type, not for texts that are made of events: none is ever forgotten.</summary>
    public static ErrorReason Of(string text)
    {
        lock (s_texts)
        {
            s_texts.Add(text);
            return new(checked((ushort)s_texts.Count));
        }
    }
}
