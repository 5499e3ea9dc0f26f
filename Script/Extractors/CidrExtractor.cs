using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Matches an IP address or network (spec: language 9.7). Extracts <c>{"prefix": [..], "mask": [..]}</c>: four bytes each, or eight 16-bit groups
/// for IPv6.
/// </summary>
/// <remarks>
/// <para>
/// Without argument it takes an IPv4 or IPv6 address with an optional prefix length; the bits behind the prefix must be zero. With a list
/// of IPv4 networks, separated by commas, it takes a whole IPv4 address that lies in one of them.
/// </para>
/// </remarks>
[ExtractorExample("", "10.1.0.0/16", "{\"prefix\": [10, 1, 0, 0], \"mask\": [255, 255, 0, 0]}")]
[ExtractorExample("10.0.0.0/8, 192.168.0.0/16", "192.168.7.1", "{\"prefix\": [192, 168, 7, 1], \"mask\": [255, 255, 255, 255]}")]
[ExtractorExample("10.0.0.0/8", "8.8.8.8", null)]
[Extractor("cidr")]
internal sealed class CidrExtractor : IExtractor
{
    private static readonly SearchValues<byte> s_ipv6 = SearchValues.Create("0123456789abcdefABCDEF:."u8);
    private static readonly FieldName[] s_fields = [new("prefix"), new("mask")];

    /// <summary>First and last address of each network, by first address; null without argument.</summary>
    private readonly (uint First, uint Last)[]? _networks;

    public CidrExtractor(string argument)
    {
        if (argument.Trim().Length == 0) return;
        _networks = Merge(argument.Split(',').Select(static network => Network(network.Trim())));
    }

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) =>
        _networks is null ? TryAddress(utf8, out _, out _, out _) : TryIPv4(utf8, 4, out var address) && Contains(address);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = default;
        if (_networks is not null)
        {
            if (!TryIPv4(utf8, 4, out var address) || !Contains(address)) return false;
            value = Record(Octets(address), Octets(uint.MaxValue));
            return true;
        }

        if (!TryAddress(utf8, out var four, out var six, out var length)) return false;
        value = six is { } groups ? Record(Groups(groups), Groups(UInt128Mask(length))) : Record(Octets(four), Octets(Mask(length)));
        return true;
    }

    private static Value Record(Value prefix, Value mask) => Value.FromFields(s_fields, [prefix, mask]);

    /// <summary>An address with optional length and no bits set beyond it.</summary>
    private static bool TryAddress(ReadOnlySpan<byte> text, out uint four, out UInt128? six, out int length)
    {
        four = 0;
        six = null;
        length = -1;
        var slash = text.IndexOf((byte)'/');
        if (slash >= 0)
        {
            if (!Numerals.TryUnsigned(text[(slash + 1)..], out var bits) || bits > 128) return false;
            length = (int)bits;
            text = text[..slash];
        }

        if (text.Contains((byte)':'))
        {
            if (!TryIPv6(text, out var groups)) return false;
            if (length < 0) length = 128;
            six = groups;
            return (groups & ~UInt128Mask(length)) == 0;
        }

        if (length > 32 || !TryIPv4(text, 1, out four)) return false;
        if (length < 0) length = 32;
        return (four & ~Mask(length)) == 0;
    }

    /// <summary>A dotted address of at least so many octets; those left off are zero.</summary>
    private static bool TryIPv4(ReadOnlySpan<byte> text, int least, out uint address)
    {
        address = 0;
        var count = 0;
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            if (count == 4 || !TryOctet(dot < 0 ? text : text[..dot], out var octet)) return false;
            address |= octet << (24 - (8 * count++));
            if (dot < 0) return count >= least;
            text = text[(dot + 1)..];
        }
    }

    private static bool TryOctet(ReadOnlySpan<byte> text, out uint octet)
    {
        octet = 0;
        if (text.Length is 0 or > 3 || (text.Length > 1 && text[0] == '0')) return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            octet = (octet * 10) + (uint)(digit - '0');
        }

        return octet <= 255;
    }

    private static bool TryIPv6(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = 0;
        // Zone names and brackets are no part of an address here.
        if (text.Length > 45 || text.ContainsAnyExcept(s_ipv6)) return false;
        if (!IPAddress.TryParse(Encoding.ASCII.GetString(text), out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6) return false;
        address = BinaryPrimitives.ReadUInt128BigEndian(parsed.GetAddressBytes());
        return true;
    }

    private static (uint First, uint Last) Network(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var slash = text.IndexOf('/');
        var length = 32UL;
        if (slash >= 0 && (!Numerals.TryUnsigned(bytes.AsSpan(slash + 1), out length) || length > 32))
            throw new InvalidExtractorException($"`{text}` has no prefix length from 0 to 32");
        if (text.Contains(':')) throw new InvalidExtractorException($"`{text}`: a list takes IPv4 networks only");
        if (!TryShortAddress(slash < 0 ? bytes : bytes.AsSpan(0, slash), out var address))
            throw new InvalidExtractorException($"`{text}` is no IPv4 network such as 192.0.2.0/24");
        var mask = Mask((int)length);
        if ((address & ~mask) != 0)
            throw new InvalidExtractorException($"`{text}` has bits set beyond its prefix; the network is {Dotted(address & mask)}/{length}");
        return (address, address | ~mask);
    }

    /// <summary>As <see cref="TryIPv4"/>, but of a short address the last octet is the last one written: <c>1.2</c> is 1.0.0.2.</summary>
    private static bool TryShortAddress(ReadOnlySpan<byte> text, out uint address)
    {
        if (!TryIPv4(text, 1, out address)) return false;
        var count = text.Count((byte)'.') + 1;
        if (count == 4) return true;
        var shift = 32 - (8 * count);
        var last = (address >> shift) & 0xFF;
        address = (address & ~(0xFFu << shift)) | last;
        return true;
    }

    private static (uint First, uint Last)[] Merge(IEnumerable<(uint First, uint Last)> networks)
    {
        var merged = new List<(uint First, uint Last)>();
        foreach (var (first, last) in networks.Order())
        {
            if (merged.Count > 0 && first <= merged[^1].Last) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else merged.Add((first, last));
        }

        return [.. merged];
    }

    private bool Contains(uint address)
    {
        var (low, high) = (0, _networks!.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (address < _networks[middle].First) high = middle - 1;
            else if (address > _networks[middle].Last) low = middle + 1;
            else return true;
        }

        return false;
    }

    private static uint Mask(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);

    private static UInt128 UInt128Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);

    private static string Dotted(uint address) => $"{address >> 24}.{(address >> 16) & 0xFF}.{(address >> 8) & 0xFF}.{address & 0xFF}";

    private static Value Octets(uint address)
    {
        var octets = new Value[4];
        for (var i = 0; i < 4; i++) octets[i] = Value.From((long)((address >> (24 - (8 * i))) & 0xFF));
        return Value.FromArray(octets);
    }

    private static Value Groups(UInt128 address)
    {
        var groups = new Value[8];
        for (var i = 0; i < 8; i++) groups[i] = Value.From((long)(ushort)(address >> (112 - (16 * i))));
        return Value.FromArray(groups);
    }
}
