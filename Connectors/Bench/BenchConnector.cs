using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Bench;

/// <summary>Measures a flow: its source repeats the lines of a file, its sink records latency and throughput and prints them.</summary>
/// <remarks>
/// <para>
/// The source reads its file once and repeats it until <c>iters</c> or <c>stop_after_secs</c> end it, or for ever. Each line (without its LF or CRLF; the last
/// need not end) is one chunk for the preprocessors and the codec, or each piece of <c>chunk_size</c> bytes. A byte order mark at the start of the file comes in the first
/// round only, as at the start of any stream. Without an <c>interval</c> many lines
/// are handed over in one pull, so that the flow is measured and not the generator; they share a pull id. With one, events come on a fixed schedule,
/// and one that back-pressure held up carries the time at which it was due: its latency counts from there (no coordinated omission).
/// Files whose name ends in <c>.gz</c>, <c>.zz</c> (zlib), <c>.br</c>, <c>.zst</c>, <c>.lz4</c>, <c>.sz</c>, <c>.bz2</c> or <c>.xz</c> are decompressed.
/// </para>
/// <para>
/// The sink encodes each event and forgets the bytes; it acknowledges everything. After the warm-up it records how long each event took,
/// from its ingest time on,
/// in a histogram from 1 ns to 100 s. When its own source has ended and all of its events have come through, or the time is over, it prints the
/// report to standard output and stops the runtime forcefully. A flow that is stopped earlier prints what it has.
/// </para>
/// <para>
/// The report: a table of percentiles, <c>Throughput (data): X MB/s</c> (of encoded bytes, in millions) and <c>Throughput (events): Yk
/// events/s</c>; or with <c>structured</c> one line of JSON.
/// </para>
/// <example><code>{"kind": "bench", "config": {"path": "in.ndjson", "iters": 1000, "warmup_secs": 0}}</code></example>
/// <para>(spec: connectors B.18)</para>
/// </remarks>
[Connector("bench", Codec = CodecUse.Optional, Debug = true)]
internal sealed class BenchConnector(BenchConnector.Config config, ConnectorContext context) : IConnector
{
    internal sealed record Config : IConnectorHoldings, IValidatableObject
    {
        /// <summary>The file to repeat. It is read into memory as a whole.</summary>
        public required string Path { get; init; }

        /// <summary>Cut the file into pieces of so many bytes instead of lines.</summary>
        [Range(1, int.MaxValue)]
        public int? ChunkSize { get; init; }

        /// <summary>Whether each line or piece is base64 text for the bytes that are meant.</summary>
        public bool Base64 { get; init; }

        /// <summary>How often to repeat the file. No limit unless set.</summary>
        [Range(1, long.MaxValue)]
        public long? Iters { get; init; }

        /// <summary>Nanoseconds from one event to the next. As fast as the flow takes them unless set.</summary>
        [Range(1, ulong.MaxValue)]
        [Unit(TimeUnit.Nanoseconds)]
        public ulong? Interval { get; init; }

        /// <summary>Whether events want to be acknowledged; for measuring what that costs.</summary>
        public bool IsTransactional { get; init; }

        /// <summary>End after so many seconds behind the warm-up; 0 for never.</summary>
        [Unit(TimeUnit.Seconds)]
        public ulong StopAfterSecs { get; init; }

        /// <summary>Seconds at the start that are not measured.</summary>
        [Unit(TimeUnit.Seconds)]
        public ulong WarmupSecs { get; init; }

        /// <summary>Decimal digits to which latencies are kept apart: 2 is an error of one percent at most and needs little memory.</summary>
        [Range(1, 5)]
        public int SignificantFigures { get; init; } = 2;

        /// <summary>Report as one line of JSON.</summary>
        public bool Structured { get; init; }

        public IEnumerable<Holding> Holdings(bool reads, bool writes) => reads ? FileHolding.Reads(Path) : [];

        /// <inheritdoc/>
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (FileErrors.CheckPath(Path) is { } problem) yield return new ValidationResult(problem, [nameof(Path)]);
        }
    }

    public ISource Source { get; } = new BenchSource(config, context);

    public ISink Sink { get; } = new BenchSink(config, context);

    public bool HasIndependentHalves => true;

    public IEnumerable<Holding> Holdings(bool reads, bool writes) => config.Holdings(reads, writes);
}
