using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Cb;

/// <summary>Tests guaranteed delivery: its source counts what is acknowledged and what fails, its sink answers as the events ask.</summary>
/// <remarks>
/// <para>
/// The source reads its files, in turn a line of each, one stream a file, numbered from 0. Events are transactional. At the end of all files it waits, at most
/// <c>timeout</c>, for the answers, prints to standard error <c>All required CB events received.</c> or <c>Expected CB events up to id {STREAM: ID}.</c> and
/// then <c>Got acks: {STREAM: [IDS]}</c> and <c>Got fails: {STREAM: [IDS]}</c>, and starts a graceful shutdown. The exit code is 0 either way.
/// Lines end at LF or CRLF; an empty line is an event and counts. The ids are those of the pulls, which number lines and ends of files alike.
/// </para>
/// <para>
/// The sink looks at the metadata field <c>cb</c>, else at the field <c>cb</c> of the value: a string or an array of <c>ack</c>, <c>fail</c>,
/// <c>close</c> (or <c>trigger</c>), <c>open</c> (or <c>restore</c>). <c>ack</c> wins over <c>fail</c>, <c>close</c> over <c>open</c>. Of an engine batch the
/// first element with a command counts. An event without <c>ack</c> or <c>fail</c> is never answered.
/// </para>
/// <example><code>{"kind": "cb", "config": {"paths": ["in.json"], "timeout": 1000000000}}</code></example>
/// <para>(spec: connectors B.17)</para>
/// </remarks>
[Connector("cb", Codec = CodecUse.Optional, Debug = true)]
internal sealed class CbConnector(CbConnector.Config config, ConnectorContext context) : IConnector
{
    internal sealed record Config : IConnectorHoldings, IValidatableObject
    {
        /// <summary>The files that the source reads. At least one, even where only the sink is used.</summary>
        public IReadOnlyList<string> Paths { get; init; } = [];

        /// <summary>
        /// How long to wait for answers after the last line, in nanoseconds; 10 s unless set, 0 for not at all. The wait ends with the last
        /// answer.
        /// </summary>
        [Unit(TimeUnit.Nanoseconds)]
        public ulong Timeout { get; init; } = 10_000_000_000;

        /// <summary>
        /// Whether events are merged on their way, so that some lines may have no answer of their own: then the acknowledgement of a line stands for all before it
        /// in its file. Without, each line needs an answer of its own.
        /// </summary>
        public bool ExpectBatched { get; init; }

        public IEnumerable<Holding> Holdings(bool reads, bool writes) => reads ? Paths.SelectMany(FileHolding.Reads) : [];

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Paths.Count == 0) yield return new ValidationResult("Invalid configuration: `paths` config missing", [nameof(Paths)]);
        }
    }

    public ISource Source { get; } = new CbSource(config, context);

    public ISink Sink { get; } = new CbSink();

    public bool HasIndependentHalves => true;

    public IEnumerable<Holding> Holdings(bool reads, bool writes) => config.Holdings(reads, writes);
}
