using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>The state of one stream of a source (spec: runtime 9.5). Not thread-safe.</summary>
/// <param name="decoder">Null for a structured connector, whose streams carry values only.</param>
internal sealed class SourceStream(ulong id, IStreamDecoder? decoder, StreamEvents events)
{
    public ulong Id => id;

    public IStreamDecoder? Decoder { get; set; } = decoder;

    public StreamEvents Events => events;

    /// <summary>The last pull that belongs to the stream.</summary>
    public ulong LastPull { get; set; }

    /// <summary>Whether the source has numbers of its own for the pulls of this stream.</summary>
    public bool IsNumberedBySource { get; set; }

    /// <summary>Whether bytes that came belong to an event that is not complete.</summary>
    public bool HoldsData => Decoder?.HoldsData ?? false;

    /// <summary>When a preprocessor wants to be woken, by the clock of the source.</summary>
    public long? DueNs => IsWoken ? Decoder?.DueNs : null;

    /// <summary>Whether its preprocessors are woken when they wish.</summary>
    public bool IsWoken { get; set; } = true;

    /// <summary>The time under which <see cref="DueStreams"/> has it.</summary>
    public long EnteredNs { get; set; } = long.MaxValue;
}
