namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// An operator cannot use an event because of what the event holds or what the user asked for. Its message alone is logged; of every other exception, which is a
/// fault of the program, its stack trace is logged as well.
/// </summary>
/// <param name="message">What the user is told.</param>
public class EventFailedException(string message) : Exception(message);
