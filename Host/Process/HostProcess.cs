using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Host.Process;

/// <summary>
/// The process as the commands see it: standard streams, terminal, environment, clock and requests to end. Tests make one of
/// their own and run commands in it without starting a process.
/// </summary>
internal sealed class HostProcess : IProcessControl, IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _forceful = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _signals = [];

    public HostProcess(Stream input, Stream output, Stream error)
    {
        StandardInput = input;
        StandardOutput = output;
        StandardError = error;
        Out = new StreamWriter(output, s_utf8) { AutoFlush = true, NewLine = "\n" };
        Error = TextWriter.Synchronized(new StreamWriter(new MessageStream(error), s_utf8) { AutoFlush = true, NewLine = "\n" });
    }

    public Stream StandardInput { get; }

    public Stream StandardOutput { get; }

    public Stream StandardError { get; }

    /// <summary>The result that a command was asked for, and nothing else.</summary>
    public TextWriter Out { get; }

    /// <summary>Diagnostics, logs, progress and summaries. May be used from any thread.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person types <see cref="StandardInput"/>.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether a person looks at <see cref="Error"/>.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether a person looks at <see cref="Out"/>.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>How many characters fit on a line of <see cref="Out"/>; 0 where it is no terminal.</summary>
    /// <remarks>Asked for late: to ask a terminal changes its mode.</remarks>
    public int OutputWidth => OutputIsTerminal ? Math.Max(Console.WindowWidth, 0) : 0;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>What <c>--color</c> says.</summary>
    public ColourChoice Colour { get; set; }

    /// <summary>Whether what goes to <see cref="Out"/> is coloured.</summary>
    public bool OutputHasColour => HasColour(OutputIsTerminal);

    /// <summary>Whether what goes to <see cref="Error"/> is coloured.</summary>
    public bool ErrorHasColour => HasColour(ErrorIsTerminal);

    /// <summary>Shows how a run gets on; null where nobody looks at <see cref="Error"/>, or the terminal cannot.</summary>
    public StatusLine? Status { get; init; }

    /// <summary>The secrets that what runs has taken; they are kept out of logs and messages.</summary>
    public SecretRedactor Secrets { get; } = new();

    /// <summary>The files that what runs was read from; nothing may write them.</summary>
    public DefinitionFiles Definitions { get; } = new();

    /// <summary>Completes when somebody asks for the end, one way or the other.</summary>
    public Task ShutdownRequested => _asked.Task;

    /// <summary>Completes when somebody asks for the end without a drain.</summary>
    public Task ForcefulShutdownRequested => _forceful.Task;

    /// <summary>Completes when somebody has asked twice: what is under way is to be over within a second.</summary>
    public Task HurryRequested => _hurry.Task;

    /// <summary>What asked for the end first, such as <c>SIGTERM</c>; null when it was no signal.</summary>
    public string? Signal { get; private set; }

    /// <summary>Alias of the connector that asked for the end first; null when it was none.</summary>
    public string? Requester { get; private set; }

    /// <summary>The handles of the operating system behind the standard streams, by number; empty where they lie in memory.</summary>
    public IReadOnlyList<SafeFileHandle?> StandardHandles { get; init; } = [];

    /// <summary>The operating system's process behind this; null where there is none of its own.</summary>
    public MemoryEnd? MemoryEnd { get; init; }

    public static HostProcess ForThisProcess()
    {
        FileSizeLimit.MakeItAnError();
        var (error, output) = (HostStreams.Error(), HostStreams.Output());
        var errorIsTerminal = !Console.IsErrorRedirected;
        var status = errorIsTerminal && !IsDumb(Environment.GetEnvironmentVariable("TERM")) ? new StatusLine(error) : null;
        return new(
            HostStreams.Input(), status is null || Console.IsOutputRedirected ? output : status.Around(output), status is null ? error : status.Around(error))
        {
            StandardHandles = HostStreams.Handles(),
            MemoryEnd = MemoryEnd.OfThisProcess(),
            InputIsTerminal = !Console.IsInputRedirected,
            ErrorIsTerminal = errorIsTerminal,
            OutputIsTerminal = !Console.IsOutputRedirected,
            Status = status,
            Variable = Environment.GetEnvironmentVariable,
        };
    }

    /// <summary>Says that a file named on the command line, which is a pipe or a device, has not come to its end for a while.</summary>
    public void SayWaiting(string path) => Error.WriteLine($"waiting for {PrintableText.Line(path)}, which is a pipe or a device, to be written to its end");

    public SafeFileHandle? StandardHandle(int number) => StandardHandles.ElementAtOrDefault(number);

    /// <summary>From now on the process ends where memory runs out and nobody can say what is lost by it, until what this gives is disposed of.</summary>
    /// <param name="soFar">What has become of the events so far.</param>
    public IDisposable? EndWhereMemoryEnds(Func<string> soFar) => MemoryEnd?.Watch(soFar);

    public void RequestShutdown(bool graceful, string? by = null)
    {
        lock (_signals)
        {
            if (!_asked.Task.IsCompleted) Requester = by;
            if (!graceful) _forceful.TrySetResult();
            _asked.TrySetResult();
        }
    }

    /// <summary>
    /// SIGINT, SIGTERM and SIGHUP drain, a second one leaves no more than a second, a third one ends the process as if nobody listened; SIGQUIT stops without a
    /// drain (spec: runtime 17.1).
    /// </summary>
    public void ListenToSignals()
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    /// <summary>On Windows nothing names the terminal.</summary>
    private static bool IsDumb(string? terminal) => terminal is "dumb" || (string.IsNullOrEmpty(terminal) && !OperatingSystem.IsWindows());

    private bool HasColour(bool isTerminal) => Colour switch
    {
        ColourChoice.Always => true,
        ColourChoice.Never => false,
        _ => isTerminal && !IsDumb(Variable("TERM")) && string.IsNullOrEmpty(Variable("NO_COLOR")),
    };

    private void OnSignal(PosixSignalContext context)
    {
        if (_hurry.Task.IsCompleted) return;
        context.Cancel = true;
        lock (_signals)
        {
            if (_asked.Task.IsCompleted) _hurry.TrySetResult();
            else
            {
                Signal = context.Signal.ToString();
                RequestShutdown(graceful: context.Signal != PosixSignal.SIGQUIT);
            }
        }
    }
}
