using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>
/// Says what goes wrong in a node: of an event its number, the beginning of its payload and why; in debugging each, otherwise so that the log is not flooded. One caller at a
/// time.
/// </summary>
/// <param name="node">Alias of the node.</param>
internal sealed class FailureLog(string pipeline, string node, ILogger logger, LossLedger losses, TimeProvider time)
{
    private const int MaxExcerpt = 120;
    private static readonly RenderOptions s_withFile = new() { ShowFile = true };

    private readonly LogPace _ended = new(time);
    private readonly LogPace _signals = new(time);
    private bool _hasLeft;

    /// <summary>What went wrong, with its place, and without secrets before anything is cut.</summary>
    public static string FindingOf(Exception e, Func<string, string> redact) => e is EventFailedException { Finding: var finding } ? FindingOf(finding, redact) : e.Message;

    /// <summary>An event leaves by <see cref="Port.Err"/>, which somebody may read: the first of a node is worth a warning.</summary>
    public void Left(in Event e, Diagnostic why)
    {
        var level = _hasLeft ? LogLevel.Debug : LogLevel.Warning;
        _hasLeft = true;
        if (logger.IsEnabled(level)) Log(level, null, in e, "", FindingOf(why, losses.Redact));
    }

    /// <summary>An event ends, failed: nobody gets it.</summary>
    public void Ended(in Event failed, Exception e)
    {
        var isShown = _ended.TryTake(out var hidden);
        var eachIsShown = logger.IsEnabled(LogLevel.Debug);
        if (!isShown && !eachIsShown) return;
        Log(
            isShown ? LogLevel.Error : LogLevel.Debug, e is EventFailedException ? null : e, in failed, eachIsShown ? "" : LogPace.Hidden(hidden),
            FindingOf(e, losses.Redact));
    }

    /// <summary>A signal could not be handled.</summary>
    public void OfSignal(string signal, Exception e)
    {
        if (!_signals.TryTake(out var hidden)) return;
        logger.LogError(
            e is EventFailedException ? null : e, "[Pipeline::{Pipeline}] Error handling signal {Signal} in {Node}{Hidden}: {Finding}", pipeline, signal, node, LogPace.Hidden(hidden),
            FindingOf(e, losses.Redact));
    }

    private static string FindingOf(Diagnostic finding, Func<string, string> redact) => DiagnosticRenderer.Render(finding.Redacted(redact), s_withFile);

    private void Log(LogLevel level, Exception? fault, in Event e, string hidden, string finding) => logger.Log(
        level, fault, "[Pipeline::{Pipeline}] Error handling event: {Node}: {Event}: {Excerpt}{Hidden}: {Finding}", pipeline, node, losses.NameOf(e.Id), Excerpt(e.Data), hidden, finding);

    private string Excerpt(Value payload) => PrintableText.Line(ValueExcerpt.Of(payload, MaxExcerpt, losses.Secrets));
}
