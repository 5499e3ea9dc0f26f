using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Host.Process;

/// <summary>How a run was asked to end.</summary>
internal enum ShutdownRequest
{
    /// <summary>Nobody asked: it came to its own end.</summary>
    None,

    /// <summary>Drain, then stop.</summary>
    Graceful,

    /// <summary>Stop, without draining.</summary>
    Forceful,
}

/// <summary>
/// The process as the commands see it: standard streams, terminal, environment, clock and requests to end. Tests make one of
/// their own and run commands in it without starting a process.
/// </summary>
internal sealed class HostProcess : IProcessControl, IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly TaskCompletionSource _graceful = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _forceful = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>Completes when somebody asks for the end, gracefully or not.</summary>
    public Task ShutdownRequested => _graceful.Task;

    /// <summary>Completes when somebody asks not to wait for the drain.</summary>
    public Task ForcefulShutdownRequested => _forceful.Task;

    /// <summary>The handles of the operating system behind the standard streams, by number; empty where they lie in memory.</summary>
    public IReadOnlyList<SafeFileHandle?> StandardHandles { get; init; } = [];

    public static HostProcess ForThisProcess() => new(
        HostStreams.Input(), HostStreams.Output(), HostStreams.Error())
    {
        StandardHandles = HostStreams.Handles(),
        InputIsTerminal = !Console.IsInputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        Variable = Environment.GetEnvironmentVariable,
    };

    public SafeFileHandle? StandardHandle(int number) => StandardHandles.ElementAtOrDefault(number);

    public void RequestShutdown(bool graceful)
    {
        if (!graceful) _forceful.TrySetResult();
        _graceful.TrySetResult();
    }

    /// <summary>
    /// SIGINT and SIGTERM drain, a second one stops at once, a third one ends the process as if nobody listened; SIGQUIT stops
    /// at once (spec: runtime 17.1).
    /// </summary>
    public void ListenToSignals()
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_forceful.Task.IsCompleted) return;
        context.Cancel = true;
        RequestShutdown(graceful: context.Signal != PosixSignal.SIGQUIT && !_graceful.Task.IsCompleted);
    }
}
