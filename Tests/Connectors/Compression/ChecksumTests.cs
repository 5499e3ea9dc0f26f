using Tremor.Dataflow.Connectors.Compression;

namespace Tremor.Dataflow.Tests.Connectors.Compression;

/// <summary>The check values of the catalogue of CRCs, and that of RFC 1950's sum, for "123456789".</summary>
public sealed class ChecksumTests
{
    private static ReadOnlySpan<byte> Nine => "123456789"u8;

    [Theory]
    [InlineData(Crc.Polynomial32, 0xcbf43926ul)]
    [InlineData(Crc.Polynomial64, 0x995dc9bbdf1939faul)]
    public void The_check_value_comes_out_however_the_bytes_come(ulong polynomial, ulong expected)
    {
        for (var cut = 0; cut <= Nine.Length; cut++)
        {
            var crc = new Crc(polynomial);
            crc.Add(Nine[..cut]);
            crc.Add(Nine[cut..]);
            Assert.Equal(expected, crc.Value);
        }
    }

    [Fact]
    public void Adler_of_nine_digits_and_of_many_bytes()
    {
        var adler = new Adler();
        adler.Add(Nine);
        Assert.Equal(0x091e01deu, adler.Value);
        adler = new Adler();
        adler.Add(Enumerable.Repeat((byte)255, 100_000).ToArray());
        var (a, b) = (1u, 0u);
        for (var i = 0; i < 100_000; i++) (a, b) = ((a + 255) % 65521, (b + ((a + 255) % 65521)) % 65521);
        Assert.Equal((b << 16) | a, adler.Value);
    }

    [Fact]
    public void The_masked_checksum_of_snappy() => Assert.Equal(uint.RotateRight(0xe3069283, 15) + 0xa282ead8, MaskedCrc32C.Of(Nine));
}
