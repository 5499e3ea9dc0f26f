using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>The laws of every codec: round trip, empty, truncated and hostile input, and lines in one pass as one by one.</summary>
public abstract class CodecCompliance : IComplianceSuite
{
    ComponentKind IComplianceSuite.Kind => ComponentKind.Codec;

    Type IComplianceSuite.Tested => Create().GetType();

    internal abstract ICodec Create();

    /// <summary>Values that come back as they were.</summary>
    internal abstract IEnumerable<Value> RoundTrips { get; }

    [Fact]
    public void Decode_after_encode_is_identity()
    {
        foreach (var value in RoundTrips)
        {
            var result = Decode(Encode(value));
            Assert.Equal($"{value.Kind} {value}", result);
        }
    }

    [Fact]
    public void Encode_appends_behind_what_is_there()
    {
        foreach (var value in RoundTrips)
        {
            var output = new ArrayBufferWriter<byte>();
            output.Write("before"u8);
            Assert.Null(Create().Encode(value, Value.EmptyRecord, output));
            Assert.Equal([.. "before"u8, .. Encode(value)], output.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void Truncated_input_never_crashes()
    {
        foreach (var value in RoundTrips)
        {
            var bytes = Encode(value);
            for (var length = 0; length < bytes.Length; length++) Decode(bytes.AsSpan(0, length));
        }
    }

    [Property]
    public bool Hostile_input_never_crashes(byte[] bytes) => Decode(bytes).Length > 0;

    [Property]
    public Property Damaged_input_never_crashes()
    {
        var samples = RoundTrips.Select(Encode).Where(static b => b.Length > 0).ToArray();
        if (samples.Length == 0) return true.ToProperty();
        var damaged =
            from sample in Gen.Elements(samples)
            from at in Gen.Choose(0, sample.Length - 1)
            from with in Gen.Choose(0, 255)
            select (byte[])[.. sample[..at], (byte)with, .. sample[(at + 1)..]];
        return Prop.ForAll(damaged.ToArbitrary(), bytes => Decode(bytes).Length > 0);
    }

    [Property]
    public Property Lines_in_one_pass_are_decoded_as_one_by_one()
    {
        if (Create() is not ILineCodec) return true.ToProperty();
        var samples = RoundTrips.Select(Encode).Where(static b => !b.Contains((byte)'\n')).ToArray();
        var line = Gen.OneOf(
            Gen.Elements(samples),
            ArbMap.Default.GeneratorFor<byte[]>().Select(static b => b.Where(static x => x != '\n').ToArray()));
        return Prop.ForAll(line.ArrayOf().ToArbitrary(), lines =>
        {
            var codec = Create(); // one for all: the start of a text is looked at in the first line alone
            Assert.Equal(lines.Select(l => Decode(codec, l)), DecodeLines((ILineCodec)Create(), lines));
        });
    }

    [Property]
    public Property A_fork_decodes_what_is_to_come_as_the_codec_would_that_it_is_of()
    {
        if (Create() is not ILineCodec) return true.ToProperty();
        // Behind the start of the stream a byte order mark is a character.
        byte[][] lines = [.. RoundTrips.Select(Encode).Where(static b => !b.Contains((byte)'\n')), "\ufeff1"u8.ToArray(), "\ufeff"u8.ToArray(), [0xff, 0xfe]];
        var line = Gen.Elements(lines);
        var runs = from first in line.ArrayOf() from second in line.NonEmptyListOf() select (first, second: second.ToArray());
        return Prop.ForAll(runs.ToArbitrary(), runs =>
        {
            var codec = (ILineCodec)Create();
            DecodeLines(codec, runs.first);
            if (codec.Fork() is { } fork) Assert.Equal(DecodeLines(codec, runs.second), DecodeLines(fork, runs.second));
        });
    }

    internal byte[] Encode(Value value)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(Create().Encode(value, Value.EmptyRecord, output));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Kind and text of the value; <c>nothing</c>; or the error.</summary>
    internal string Decode(ReadOnlySpan<byte> bytes) => Decode(Create(), bytes);

    private static string Decode(ICodec codec, ReadOnlySpan<byte> bytes)
    {
        var piece = Pieces.Of(bytes);
        using var output = new Decoded(piece);
        codec.Decode(piece, output);
        return Assert.Single(output.All);
    }

    private static string[] DecodeLines(ILineCodec codec, byte[][] lines)
    {
        byte[] run = [.. lines.SelectMany(static l => l.Append((byte)'\n'))];
        var piece = Pieces.Of(run);
        using var output = new Decoded(piece);
        if (run.Length > 0) codec.DecodeLines(piece, (byte)'\n', output);
        return [.. output.All];
    }
}
