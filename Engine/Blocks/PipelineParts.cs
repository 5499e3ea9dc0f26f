using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Contraflow;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Metrics;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>The parts that the nodes of one pipeline share.</summary>
internal sealed record PipelineParts(
    string Alias, ILogger Logger, Mirrors Mirrors, LineagePool Lineages, int KeyLength, ReturnPorts ReturnPorts, Func<HeldSet> NewHeldSet, LossLedger Losses, TimeProvider Time,
    PipelineFault Fault, Circulation Circulation, Action<string, Event, Exception>? EventFailed, PipelineReporter? Reporter);
