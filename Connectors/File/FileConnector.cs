using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Connectors.Compression;
using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.File;

/// <summary>Reads a file from its start to its end, or writes one.</summary>
/// <remarks>
/// <para>
/// Mode <c>read</c>: chunks of the file go to the preprocessors (<c>separate</c> for lines), with the metadata <c>{"file": {"path": PATH}}</c>. What the
/// preprocessors flush at the end of the file has no metadata. Then the source is finished. A draining flow reads the file to its end, if it
/// gets there in the 3 s that a drain allows for reading; a named pipe it reads to the end of the piece that it is in, waiting 3 s for it; what has come of it by then is an event.
/// Files whose name ends in <c>.gz</c>, <c>.zz</c> (zlib), <c>.br</c>, <c>.zst</c>, <c>.lz4</c>, <c>.sz</c> (framed snappy), <c>.bz2</c> or <c>.xz</c>
/// are decompressed, all units that stand behind each other; anything else behind one is an error. Such a file
/// without a byte has no event and is logged as an error: its writer was cut off, or wrote nothing.
/// Events are not transactional; back-pressure stops the reading.
/// </para>
/// <para>
/// Compressed data is read as it comes, and its checksums stand at the end: of a gzip member, a zlib stream, a zstd or LZ4 frame, a bzip2 or xz block. So where
/// one of them is damaged, events that may be altered can come before the error, which says which bytes of the decompressed data they lie in. Framed snappy checks
/// each 64 KiB before they are events. Brotli has no checksum, nor have zstd frames whose writer left it out: where these are damaged nobody may notice.
/// Where no altered event may pass, send compressed messages with their length in front (<c>length-prefixed</c>, <c>decompress</c>), of which each is checked whole.
/// </para>
/// <para>
/// The other modes write. <c>write</c> and <c>truncate</c>, which are the same, empty the file first, <c>append</c> writes behind what is there,
/// <c>overwrite</c> writes over it from the start and leaves what is longer. All of them create the file if need be, and append when they
/// have to open it again. Nothing is compressed by its name: <c>compress</c> and <c>streaming-compress</c> do that.
/// An event is acknowledged when its bytes are handed to the operating system: one write a batch, or one for the batches that wait behind each other, up to
/// about 1 MiB. On Linux it begins to go to the disk with every 8 MiB; when the flow stops, what streaming postprocessors hold is written and the
/// file is synced.
/// </para>
/// <para>
/// A file that cannot be opened fails to connect, which the strategy of <c>reconnect</c> may repeat. An error of writing fails the events
/// of the batches that are not written whole, cuts off what was written of them, and loses the connection; of a unit that a streaming postprocessor has not
/// ended, such as a compressed one, all is cut off from its start, and where that cannot be, as others have written there, the sink ends.
/// Where <c>append</c> finds half a line in front of it, behind the last separator of <c>separate</c>, it warns and ends that line first. Where <c>compress</c> or <c>streaming-compress</c> is the last
/// postprocessor, <c>append</c> reads through the file once before it writes, which takes as long as decompressing it; a file that ends in half a unit, as a process
/// leaves it that is killed, or is of another kind, is an error that says where the last whole unit ends: nothing is cut off unasked. An error of reading, compressed data that is corrupt, and a file that
/// becomes shorter or is written over while it is read, are final. A file that grows is read on; one that is renamed is read to its end.
/// </para>
/// <para>
/// That a file is written over is noticed when the 256 bytes in front of the reading place are others than were read; and, where the time of its last change
/// says at the end that it was written to, when one of 256 samples of all that was read is, which every overwritten stretch meets that is longer than a 64th
/// of it and two chunks. Where none is and the file has not grown, a warning says that parts of what was read may be older than others. Not noticed is what is written over
/// elsewhere in a file that also grows, what is written in front of the reader before it comes there, and what the time of the last change does not tell.
/// </para>
/// <para>
/// An output that is renamed or removed while it is written is made anew, under its name, with the next batch.
/// No connector of the process may write a file that another one reads, whatever it is called there (links, other spellings, other mounts), and
/// several may write one only if all of them append: then whole lines are one write. Devices and pipes may be shared freely.
/// </para>
/// <example><code>{"kind": "file", "codec": "json", "preprocessors": ["separate"], "config": {"path": "in.ndjson", "mode": "read"}}</code></example>
/// <para>(spec: connectors B.1)</para>
/// </remarks>
[Connector("file", CutsAnywhere = true)]
internal sealed class FileConnector : IConnector
{
    internal enum Mode
    {
        /// <summary>Read from the start to the end.</summary>
        Read,

        /// <summary>Empty the file, then write.</summary>
        Write,

        /// <summary>As <see cref="Write"/>.</summary>
        Truncate,

        /// <summary>Write behind what is there.</summary>
        Append,

        /// <summary>Write over what is there, from the start.</summary>
        Overwrite,
    }

    internal sealed record Config : IConnectorRoles, IConnectorHoldings, ISinkAdvice, IValidatableObject
    {
        /// <summary>The file, relative to the working directory unless absolute.</summary>
        public required string Path { get; init; }

        /// <summary>What to do with it: <c>read</c>, <c>write</c>, <c>truncate</c>, <c>append</c> or <c>overwrite</c>.</summary>
        public required Mode Mode { get; init; }

        /// <summary>
        /// Most bytes that one read takes, 65536 unless set: more than twice as fast as 8192, and what is more than this measured no faster
        /// (JSON lines of 630 bytes, decoded).
        /// </summary>
        [Range(1, 1024 * 1024 * 1024)]
        public int ChunkSize { get; init; } = 64 * 1024;

        /// <summary>Whether the directories of a file that is written are made where they are missing. Reading makes none.</summary>
        public bool CreateDirs { get; init; } = true;

        bool IConnectorRoles.HasSource => Mode == Mode.Read;

        bool IConnectorRoles.HasSink => Mode != Mode.Read;

        public IEnumerable<Holding> Holdings(bool reads, bool writes) => Mode switch
        {
            Mode.Read => FileHolding.Reads(Path),
            Mode.Append => FileHolding.AppendsTo(Path),
            Mode.Overwrite => FileHolding.Overwrites(Path),
            _ => FileHolding.Empties(Path),
        };

        public (string Message, string Hint)? Advise(IReadOnlyCollection<string> postprocessors) =>
            CompressionNames.OfFile(Path) is not { } algorithm || postprocessors.Any(static p => p is "compress" or "streaming-compress") ? null
                : ($"the name of the file ends in `{System.IO.Path.GetExtension(Path)}`, and nothing compresses what is written",
                    $$$"""end "postprocessors" with {"name": "streaming-compress", "config": {"algorithm": "{{{CompressionNames.NameOf(algorithm)}}}"}}, or call the file something else""");

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (FileErrors.CheckPath(Path) is { } wrong) yield return new ValidationResult(wrong, [nameof(Path)]);
            if (Path.EndsWith('/')) yield return new ValidationResult("`path` ends in `/`, which makes it a directory: name a file in it", [nameof(Path)]);
            if (Path == "~" || Path.StartsWith("~/", StringComparison.Ordinal))
                yield return new ValidationResult(
                    "`path` begins with `~`, which only a shell replaces: write the path out, or `./~` for a directory of that name", [nameof(Path)]);
        }
    }

    private readonly Config _config;
    private readonly FileSource? _source;
    private readonly FileSink? _sink;

    public FileConnector(Config config, ConnectorContext context)
    {
        _config = config;
        if (config.Mode == Mode.Read) _source = new FileSource(config, context);
        else _sink = new FileSink(config, context);
    }

    public ISource? Source => _source;

    public ISink? Sink => _sink;

    /// <summary>Also the file that is open, which another one may have taken the name of since.</summary>
    public IEnumerable<Holding> Holdings(bool reads, bool writes) => _config.Holdings(reads, writes).AndOpen(_source?.OpenFile ?? _sink?.OpenFile);
}
