using System.Numerics;
using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>CRC-32 and CRC-64 as gzip and xz count them: reflected, all bits set at the start and turned at the end.</summary>
/// <param name="polynomial">Reflected.</param>
internal struct Crc(ulong polynomial)
{
    private const int Lanes = 8; // bytes in one step: eight times as fast as one by one

    public const ulong Polynomial32 = 0xedb8_8320;
    public const ulong Polynomial64 = 0xc96c_5795_d787_0f42;

    private static readonly ulong[] s_table32 = Table(Polynomial32);
    private static readonly ulong[] s_table64 = Table(Polynomial64);

    private readonly ulong[] _table = polynomial == Polynomial32 ? s_table32 : s_table64;
    private readonly ulong _mask = polynomial == Polynomial32 ? uint.MaxValue : ulong.MaxValue;
    private ulong _state = ulong.MaxValue;

    /// <summary>Of all that was added.</summary>
    public readonly ulong Value => ~_state & _mask;

    public static uint Of32(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc(Polynomial32);
        crc.Add(bytes);
        return (uint)crc.Value;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var state = _state & _mask;
        var table = _table;
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            var mixed = state ^ eight;
            state = 0;
            for (var lane = 0; lane < Lanes; lane++) state ^= table[((Lanes - 1 - lane) << 8) | (byte)(mixed >> (lane * 8))];
        }

        foreach (var one in bytes[(bytes.Length & ~(Lanes - 1))..]) state = table[(byte)(state ^ one)] ^ (state >> 8);
        _state = state;
    }

    /// <summary>Row <c>n</c>: what a byte does that <c>n</c> zero bytes follow.</summary>
    private static ulong[] Table(ulong polynomial)
    {
        var table = new ulong[Lanes << 8];
        for (var i = 0u; i < 256; i++)
        {
            ulong crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (polynomial & (0 - (crc & 1)));
            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++) table[i] = table[(byte)table[i - 256]] ^ (table[i - 256] >> 8);
        return table;
    }
}

/// <summary>The checksum of zlib (RFC 1950).</summary>
internal struct Adler()
{
    private const uint Prime = 65521;
    private const int Run = 5552; // bytes without overflow

    private uint _sum = 1;
    private uint _sums;

    public readonly uint Value => (_sums << 16) | _sum;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (var one in run)
            {
                _sum += one;
                _sums += _sum;
            }

            _sum %= Prime;
            _sums %= Prime;
            bytes = bytes[run.Length..];
        }
    }
}

/// <summary>The checksum of framed snappy: CRC-32C, rotated and shifted.</summary>
internal static class MaskedCrc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes)) crc = BitOperations.Crc32C(crc, eight);
        foreach (var one in bytes[(bytes.Length & ~7)..]) crc = BitOperations.Crc32C(crc, one);
        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xa282_ead8;
    }
}
