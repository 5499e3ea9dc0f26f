namespace Tremor.Dataflow.Host.Repl;

/// <summary>A terminal that a person sits at.</summary>
internal interface ITerminal
{
    /// <summary>Columns.</summary>
    int Width { get; }

    /// <summary>Whether keys wait to be read, as while text is pasted.</summary>
    bool HasKey { get; }

    /// <summary>Waits for a key, which the terminal does not show. Null when the terminal is gone.</summary>
    ConsoleKeyInfo? ReadKey();

    /// <summary>Text with ANSI escape sequences.</summary>
    void Write(string text);
}

/// <summary>The terminal of this process.</summary>
internal sealed class ConsoleTerminal(TextWriter output) : ITerminal
{
    private const int UsualWidth = 80;

    public int Width => Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;

    public bool HasKey => Console.KeyAvailable;

    public ConsoleKeyInfo? ReadKey()
    {
        // Ctrl-C is a key while a line is edited, and a signal while something runs.
        Console.TreatControlCAsInput = true;
        try
        {
            return Console.ReadKey(intercept: true);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    public void Write(string text) => output.Write(text);
}
