using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Resolving;

/// <summary>Components that do nothing, for tests of definitions: what they take is what matters.</summary>
internal static class SampleComponents
{
    public static ComponentRegistry Registry { get; } = ComponentRegistry.Of(typeof(SampleComponents).GetNestedTypes(System.Reflection.BindingFlags.NonPublic));

    internal abstract class Idle : IConnector
    {
        public ISource? Source => null;

        public ISink? Sink => null;
    }

    internal abstract class Silent : ICodec, IPreprocessor, IPostprocessor
    {
        public void Decode(in Piece piece, IDecodeOutput output) => output.Nothing();

        public string? Encode(Value value, Value meta, IBufferWriter<byte> output) => null;

        public string? Process(in Piece piece, IPieceOutput output) => null;

        public string? Finish(Piece? last, IPieceOutput output) => null;

        public string? Process(ReadOnlySpan<byte> chunk, ulong ingestNs, IChunkOutput output) => null;

        public string? Finish(ReadOnlySpan<byte> last, bool hasLast, IChunkOutput output) => null;
    }

    [Connector("file")]
    internal sealed class File(File.Config config) : Idle
    {
        internal Config Settings => config;

        internal enum Mode
        {
            Read,
            Write,
            Append,
        }

        internal sealed record Config : IConnectorRoles, IConnectorHoldings
        {
            public required string Path { get; init; }

            public required Mode Mode { get; init; }

            [Range(1, int.MaxValue)]
            public int ChunkSize { get; init; } = 8192;

            bool IConnectorRoles.HasSource => Mode == Mode.Read;

            bool IConnectorRoles.HasSink => Mode != Mode.Read;

            public IEnumerable<Holding> Holdings(bool reads, bool writes) =>
            [
                new()
                {
                    Kind = "file", Name = Path, Identity = System.IO.Path.GetFullPath("/" + Path.Replace("\0", "")),
                    Use = Mode switch { Mode.Read => "reads", Mode.Append => "appends to", _ => "empties" },
                    SharedAs = Mode == Mode.Write ? null : Mode.ToString(), Harm = Mode == Mode.Read ? null : "what is in it would be lost",
                },
            ];
        }
    }

    [Connector("stdio", Inputs = ["in", "stdout", "stderr"])]
    internal sealed class Stdio : Idle;

    [Connector("metronome", Codec = CodecUse.Structured, HasSink = false)]
    internal sealed class Metronome(Metronome.Config config) : Idle
    {
        internal Config Settings => config;

        internal sealed record Config
        {
            [Unit(TimeUnit.Nanoseconds)]
            public required ulong Interval { get; init; }
        }
    }

    [Connector("null", Codec = CodecUse.Optional)]
    internal sealed class Null : Idle;

    [Connector("exit", Codec = CodecUse.Structured, Debug = true, ConfigOptional = true, HasSource = false)]
    internal sealed class Exit(Exit.Config? config) : Idle
    {
        internal Config? Settings => config;

        internal sealed record Config
        {
            [Unit(TimeUnit.Nanoseconds)]
            public ulong? Delay { get; init; }
        }
    }

    [Codec("json")]
    internal sealed class Json(Json.Config config) : Silent
    {
        internal Config Settings => config;

        internal enum Mode
        {
            Unsorted,
            Sorted,
        }

        internal sealed record Config
        {
            public Mode Mode { get; init; }
        }
    }

    [Codec("string", DecodesAnything = true)]
    internal sealed class Text : Silent;

    [Preprocessor("separate")]
    internal sealed class Split(Split.Config? config) : Silent
    {
        internal Config? Settings => config;

        internal sealed record Config
        {
            public string Separator { get; init; } = "\n";

            public int? MaxLength { get; init; }
        }
    }

    [Postprocessor("separate")]
    internal sealed class Join : Silent;

    [Operator("generic::batch")]
    internal sealed class Batch(Batch.Config config) : IOperator
    {
        internal Config Settings => config;

        public void OnEvent(Port input, ref Event e, IEmitter output) => output.Emit(Port.Out, e);

        internal sealed record Config
        {
            public required int Count { get; init; }

            [Unit(TimeUnit.Nanoseconds)]
            public ulong? Timeout { get; init; }
        }
    }
}
