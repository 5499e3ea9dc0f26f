using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Connectors.Compression;

namespace Tremor.Dataflow.Tests.Connectors.Compression;

public sealed class DecompressingStreamTests
{
    public static TheoryData<string> Formats => ["gzip", "zlib", "br", "zstd", "lz4", "snappy", "bzip2", "xz2"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Units_behind_each_other_are_read_on_however_they_come(string format)
    {
        byte[] data = [.. Unit(format, "one\n"), .. Unit(format, ""), .. Unit(format, new string('x', 200_000)), .. Unit(format, "two\n")];
        var expected = $"one\n{new string('x', 200_000)}two\n";
        Assert.Equal(expected, Read(format, new MemoryStream(data)));
        Assert.Equal(expected, Read(format, new Drops(data)));
    }

    /// <summary>Made by the command <c>brotli</c> 1.0.9, of the library of the format's authors: qualities 11, 0 and 9, and no byte.</summary>
    [Theory]
    [InlineData("oegAwC96sv6Snus/RlGYVEQUeSoBUY4VlUvNXwcA", 1)]
    [InlineData("gw6AYmFkZ2VyIGJhZGdlciBiYWRnZXIgbXVzaHJvb20KAw==", 1)]
    [InlineData("Pw==", 0)]
    [InlineData("YgYBgDw59IQCPB8haGslA7NYVgnW2x9kQCjjQio96gQT", 300)]
    public void Brotli_of_another_program_is_read(string data, int lines)
    {
        var expected = lines == 1
            ? "badger badger badger mushroom\n"
            : string.Concat(Enumerable.Range(1, lines).Select(static i => $"line {i % 10}\n"));
        var bytes = Convert.FromBase64String(data);
        Assert.Equal(expected, Read("br", new MemoryStream(bytes)));
        Assert.Equal(expected + expected, Read("br", new Drops([.. bytes, .. bytes])));
    }

    /// <summary>Windows beyond those of the standard take memory that nobody has promised: <c>brotli --large_window=26</c> of 3,000 zeros.</summary>
    [Fact]
    public void Brotli_of_a_large_window_is_refused() =>
        Assert.StartsWith(
            "invalid br data at byte ",
            Assert.Throws<InvalidDataException>(() => Read("br", new MemoryStream(Convert.FromBase64String("EVrcLuCfAIjHAgFxAwA=")))).Message);

    /// <summary>What a small input grows to comes in pieces of the size that is asked for, however long it is.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void What_bursts_comes_in_bounded_pieces(string format)
    {
        const int size = 64 << 20;
        var compressed = new MemoryStream();
        using (var compressor = Compressor.Open(CompressionNames.Parse(format), null, compressed))
            for (var i = 0; i < size >> 16; i++) compressor.Write(new byte[1 << 16]);
        compressed.Position = 0;
        Assert.InRange(compressed.Length, 1, size / 10);
        using var stream = new DecompressingStream(CompressionNames.Parse(format), compressed);
        var buffer = new byte[1 << 16];
        long total = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer)) total += read;
        Assert.Equal(size, total);
        // That of xz is its dictionary, which its library makes twice where the length is not known.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, format == "xz2" ? 150_000_000 : 20_000_000);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void No_byte_at_all_is_told_from_compressed_data_of_no_byte(string format)
    {
        var stream = Open(format, []);
        Assert.False(stream.IsOfNoByte, "nobody has looked yet");
        Assert.Equal(0, stream.Read(new byte[8]));
        Assert.True(stream.IsOfNoByte);
        stream = Open(format, Unit(format, ""));
        Assert.False(stream.IsOfNoByte);
        Assert.Equal(0, stream.Read(new byte[8]));
        Assert.False(stream.IsOfNoByte);
    }

    /// <summary>Damage in the second of two units, of whose data some has come by then.</summary>
    [Theory]
    [InlineData("gzip", true)]
    [InlineData("zlib", true)]
    [InlineData("zstd", true)]
    [InlineData("lz4", true)]
    [InlineData("bzip2", true)]
    [InlineData("xz2", true)]
    [InlineData("snappy", false)]
    public void An_error_says_which_bytes_came_before_it_was_known(string format, bool comesFirst)
    {
        var first = Unit(format, "first");
        var noise = new Random(1);
        var second = Unit(format, string.Concat(Enumerable.Range(0, 200_000).Select(_ => (char)('a' + noise.Next(16)))));
        second[^(format == "xz2" ? 40 : 6)] ^= 0x10;
        var stream = Open(format, [.. first, .. second]);
        var read = new MemoryStream();
        Assert.Throws<InvalidDataException>(() => stream.CopyTo(read, 4096));
        Assert.InRange(read.Length, 6, 250_000);
        if (comesFirst) Assert.Equal($"bytes 5 to {read.Length - 1} of what it decompresses to came before that was known, and may be altered", stream.Doubt);
        else Assert.Null(stream.Doubt);
    }

    [Fact]
    public void Damaged_data_is_called_so_and_not_an_archive()
    {
        var deflated = Unit("gzip", "one");
        deflated[10] |= 6; // a type of block that there is not
        Assert.Equal($"invalid gzip data at byte 10: it is corrupt, as the {deflated.Length - 10} bytes from there on show", Assert.Throws<InvalidDataException>(() => Read("gzip", new MemoryStream(deflated))).Message);
        var sorted = Unit("bzip2", new string('x', 1000));
        sorted[10] ^= 0x10; // of the checksum of the block
        Assert.EndsWith(": a block is corrupt, or its checksum is wrong", Assert.Throws<InvalidDataException>(() => Read("bzip2", new MemoryStream(sorted))).Message);
    }

    /// <summary>Wherever data is cut, each format says that it ends early, and names its end; but what is in doubt where all that is missing may be a wrong checksum.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Data_that_ends_early_is_called_so(string format)
    {
        var noise = new Random(1);
        var unit = Unit(format, string.Concat(Enumerable.Range(0, 20_000).Select(_ => (char)('a' + noise.Next(16)))));
        foreach (var length in (int[])[unit.Length / 3, unit.Length / 2, unit.Length - 12, unit.Length - 1])
        {
            var message = Assert.Throws<InvalidDataException>(() => Read(format, new MemoryStream(unit[..length]))).Message;
            Assert.EndsWith(": it ends early", message);
            Assert.StartsWith($"invalid {format} data at byte ", message);
            if (format is "gzip" or "zlib") Assert.Contains($"at byte {length}:", message);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Other_data_behind_a_unit_is_an_error_with_its_place(string format)
    {
        foreach (var garbage in (byte[][])[[1, 2, 3], [0], [0x1f], [.. "more text"u8]])
        {
            var unit = Unit(format, "one\ntwo\n");
            var stream = Open(format, [.. unit, .. garbage]);
            var read = new MemoryStream();
            var error = Assert.Throws<InvalidDataException>(() => stream.CopyTo(read));
            Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(read.ToArray()));
            // Brotli has no mark, and framed snappy no end.
            if (format is not ("br" or "snappy"))
                Assert.Equal($"byte {unit.Length} stands behind the end of {format} data and begins no more of it", error.Message);
            Assert.Equal(error.Message, Assert.Throws<InvalidDataException>(() => stream.ReadByte()).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_unit_that_is_cut_off_anywhere_is_an_error(string format)
    {
        var unit = Unit(format, "badger badger mushroom");
        for (var length = 1; length < unit.Length; length++)
        {
            // What ends behind a chunk of framed snappy is complete, and all that is missing is other chunks.
            if (format == "snappy" && length == SnappyUnit.Start.Length) continue;
            var cut = unit[..length];
            Assert.StartsWith($"invalid {format} data at byte ", Assert.Throws<InvalidDataException>(() => Read(format, new MemoryStream(cut))).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damaged_data_is_an_error_or_does_no_harm(string format)
    {
        if (format == "br") return; // without a checksum
        var text = string.Concat(Enumerable.Range(0, 300).Select(static i => $"line {i * 7919 % 1000}\n"));
        var unit = Unit(format, text);
        var damage = from at in Gen.Choose(0, unit.Length - 1) from bit in Gen.Choose(0, 7) from more in Gen.Choose(0, 3) select (at, bit, more);
        Prop.ForAll(damage.ToArbitrary(), d =>
        {
            byte[] damaged = [.. unit, .. unit];
            for (var i = 0; i <= d.more; i++) damaged[(d.at + (i * 31)) % unit.Length] ^= (byte)(1 << d.bit);
            try
            {
                var read = Read(format, new MemoryStream(damaged));
                // The checksum of zlib misses more than one would think, and a bit makes a chunk of snappy one that its format says to skip.
                if (format is "zlib" or "snappy") Assert.EndsWith(text, read);
                else Assert.Equal(text + text, read);
            }
            catch (InvalidDataException)
            {
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    /// <summary>The checksum of the next unit, which holds the same, must not pass for the one that is wrong.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_wrong_checksum_does_not_hide_the_unit_behind_it(string format)
    {
        if (format == "br") return; // without a checksum
        foreach (var text in (string[])["badger\n", string.Concat(Enumerable.Range(0, 5000).Select(static i => $"line {i * 7919 % 1000}\n"))])
        {
            var unit = Unit(format, text);
            for (var at = unit.Length - 12; at < unit.Length; at++)
            {
                byte[] damaged = [.. unit, .. unit, .. unit];
                damaged[at] ^= 0x10;
                try
                {
                    Assert.Equal(text + text + text, Read(format, new MemoryStream(damaged))); // bits that fill a byte mean nothing
                }
                catch (InvalidDataException)
                {
                }
            }
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    public void Many_small_units_come_out_whole(string format)
    {
        var random = new Random(7);
        var (data, expected) = (new MemoryStream(), new StringBuilder());
        for (var i = 0; i < 3000; i++)
        {
            var text = i % 3 == 0 ? "" : string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(32, 127)));
            data.Write(Unit(format, text));
            expected.Append(text);
        }

        Assert.Equal(expected.ToString(), Read(format, new MemoryStream(data.ToArray())));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Any_bytes_at_all_end_in_an_error_or_at_the_end(string format)
    {
        var mark = Unit(format, "x")[..Math.Min(4, Unit(format, "x").Length)];
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            try
            {
                Read(format, new MemoryStream([.. mark, .. bytes]));
            }
            catch (InvalidDataException)
            {
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("gzip", "H4sIAAAAAAAAA8vPS+UqKc/nAgDmC7oSCAAAAA==")]
    [InlineData("zstd", "KLUv/QRYQQAAb25lCnR3bwrmpg5A")]
    [InlineData("lz4", "BCJNGGRApwgAAIBvbmUKdHdvCgAAAAAnAcSD")]
    [InlineData("bzip2", "QlpoOTFBWSZTWacUK3cAAALBgAAQAgGEgCAAIYAMAjj1G4u5IpwoSFOKFbuA")]
    [InlineData("xz2", "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAHb25lCnR3bwoAUauer1d1cEkAASAIuxnZux+2830BAAAAAARZWg==")]
    [InlineData("xz2", "/Td6WFoAAArh+wyhAgAhARYAAAB0L+WjAQAHb25lCnR3bwoAw/nIwoOisfLxiW8noBy+PN3Aydk/dS5GOQNaD1s29ugAATgI4oHCORibS5oBAAAAAApZWg==")]
    public void What_the_usual_tools_write_is_read(string format, string unit)
    {
        var bytes = Convert.FromBase64String(unit);
        Assert.Equal("one\ntwo\none\ntwo\n", Read(format, new MemoryStream([.. bytes, .. bytes])));
    }

    [Fact]
    public void An_error_of_the_source_is_not_one_of_the_data() =>
        Assert.Equal("gone", Assert.Throws<IOException>(() => Read("zstd", new Failing(Unit("zstd", new string('x', 100))[..9]))).Message);

    /// <summary>The header of each asks for a dictionary of 64 MiB, as the command <c>xz -9</c> and this program write it, or 8 MiB.</summary>
    [Theory]
    [InlineData("/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAHb25lCnR3bwoAUauer1d1cEkAASAIuxnZux+2830BAAAAAARZWg==")]
    [InlineData(null)]
    public void A_short_piece_of_xz_takes_little_memory(string? unit)
    {
        var bytes = unit is null ? Unit("xz2", "one\ntwo\n") : Convert.FromBase64String(unit);
        Read("xz2", new MemoryStream(bytes));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("one\ntwo\n", Read("xz2", new MemoryStream(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4097)]
    [InlineData(40_000)]
    [InlineData(2_500_000)]
    public void Xz_that_looks_back_as_far_as_it_can_is_read(int distance)
    {
        var once = new byte[distance];
        new Random(distance).NextBytes(once);
        var text = Convert.ToBase64String(once);
        text += text;
        Assert.Equal(text, Read("xz2", new MemoryStream(Unit("xz2", text))));
    }

    [Fact]
    public void Zeros_by_fours_may_stand_behind_an_xz_stream()
    {
        var unit = Unit("xz2", "one");
        Assert.Equal("oneone", Read("xz2", new MemoryStream([.. unit, 0, 0, 0, 0, 0, 0, 0, 0, .. unit, 0, 0, 0, 0])));
        Assert.Throws<InvalidDataException>(() => Read("xz2", new MemoryStream([.. unit, 0, 0, 0])));
    }

    internal static byte[] Unit(string format, string text)
    {
        var output = new MemoryStream();
        Compressor.Compress(CompressionNames.Parse(format), null, Encoding.UTF8.GetBytes(text), output);
        return output.ToArray();
    }

    private static DecompressingStream Open(string format, byte[] data) => new(CompressionNames.Parse(format), new MemoryStream(data));

    private static string Read(string format, Stream compressed)
    {
        using var stream = new DecompressingStream(CompressionNames.Parse(format), compressed);
        var read = new MemoryStream();
        stream.CopyTo(read, 4096);
        return Encoding.UTF8.GetString(read.ToArray());
    }

    /// <summary>Gives a byte or two at a time.</summary>
    private sealed class Drops(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + ((int)Position % 2)));
    }

    private sealed class Failing(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, count) is > 0 and var read ? read : throw new IOException("gone");
    }
}
