using Microsoft.Extensions.Logging;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>What the nodes of one pipeline share.</summary>
internal sealed record PipelineParts(string Alias, ILogger Logger, MirrorChain Mirror, LineagePool Lineages, int KeyLength);
