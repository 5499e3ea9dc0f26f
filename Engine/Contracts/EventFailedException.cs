namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// An operator cannot use an event because of what the event holds or what the user asked for. Its message alone is logged; of every other exception, which is a
/// fault of the program, its stack trace is logged as well.
/// </summary>
/// <param name="message">What the user is told.</param>
/// <param name="summary">The same in one line, for the account of losses; the message unless given.</param>
public class EventFailedException(string message, string? summary = null) : Exception(message)
{
    /// <summary>What went wrong, in one line.</summary>
    public string Summary => summary ?? Message;
}
