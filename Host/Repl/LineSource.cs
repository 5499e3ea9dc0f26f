using System.Text;

namespace Tremor.Dataflow.Host.Repl;

/// <summary>Why there is a line, or none.</summary>
internal enum LineKind
{
    Line,

    /// <summary>The user gave up what was entered so far.</summary>
    Abandoned,

    /// <summary>Nothing follows.</summary>
    End,
}

internal readonly record struct InputLine(LineKind Kind, string Text = "");

/// <summary>Where the lines of a session come from.</summary>
internal interface ILineSource
{
    /// <param name="prompt">What a person is shown in front of the line.</param>
    InputLine Read(string prompt);
}

/// <summary>Lines of a file or a pipe, without prompts.</summary>
internal sealed class PipedLines(Stream input) : ILineSource
{
    private readonly StreamReader _reader = new(input, Encoding.UTF8);

    public InputLine Read(string prompt) => _reader.ReadLine() is { } line ? new(LineKind.Line, line) : new(LineKind.End);
}
