using System.Buffers.Binary;
using System.Text;

namespace Tremor.Dataflow.Script.Time;

/// <summary>The offset and abbreviation of a zone at some instant.</summary>
/// <param name="OffsetSeconds">East of UTC.</param>
/// <param name="Abbreviation">Such as <c>CET</c>; <c>+01:30</c> for a fixed offset.</param>
internal readonly record struct ZoneOffset(int OffsetSeconds, string Abbreviation);

/// <summary>A zone in which instants are shown.</summary>
internal interface ITimeZone
{
    /// <param name="unixSeconds">Since the epoch, UTC.</param>
    ZoneOffset At(long unixSeconds);
}

/// <summary>The same offset at all times.</summary>
internal sealed class FixedZone(int offsetSeconds, string abbreviation) : ITimeZone
{
    public static readonly FixedZone Utc = new(0, "UTC");

    private readonly ZoneOffset _offset = new(offsetSeconds, abbreviation);

    public ZoneOffset At(long unixSeconds) => _offset;
}

/// <summary>A zone of the tz database, out of a TZif file of version 2 or later (RFC 8536): listed transitions, then the rule of its footer.</summary>
internal sealed class TimeZoneRules : ITimeZone
{
    private readonly long[] _transitions;
    private readonly byte[] _typeOfTransition;
    private readonly ZoneOffset[] _types;
    private readonly PosixZoneRule? _rule;

    public TimeZoneRules(ReadOnlySpan<byte> file)
    {
        // The first block, with 32-bit times, is passed over.
        var first = Header.Read(file);
        file = file[(Header.Size + first.BlockLength(4))..];
        var header = Header.Read(file);
        file = file[Header.Size..];

        _transitions = new long[header.Times];
        for (var i = 0; i < header.Times; i++) _transitions[i] = BinaryPrimitives.ReadInt64BigEndian(file[(i * 8)..]);
        _typeOfTransition = file.Slice(header.Times * 8, header.Times).ToArray();
        var types = file[(header.Times * 9)..];
        var names = types[(header.Types * 6)..];
        _types = new ZoneOffset[header.Types];
        for (var i = 0; i < header.Types; i++)
        {
            var name = names[types[(i * 6) + 5]..];
            _types[i] = new ZoneOffset(BinaryPrimitives.ReadInt32BigEndian(types[(i * 6)..]), Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]));
        }

        var footer = Encoding.ASCII.GetString(file[header.BlockLength(8)..]).Trim('\n');
        _rule = footer.Length == 0 ? null : PosixZoneRule.Parse(footer);
    }

    public ZoneOffset At(long unixSeconds)
    {
        if (_transitions.Length == 0 || unixSeconds >= _transitions[^1])
        {
            if (_rule is not null) return _rule.At(unixSeconds);
            return _types[_transitions.Length == 0 ? 0 : _typeOfTransition[^1]];
        }

        var at = Array.BinarySearch(_transitions, unixSeconds);
        if (at < 0) at = ~at - 1;
        return _types[at < 0 ? 0 : _typeOfTransition[at]];
    }

    private readonly record struct Header(int UtFlags, int StdFlags, int Leaps, int Times, int Types, int Characters)
    {
        public const int Size = 44;

        public static Header Read(ReadOnlySpan<byte> file)
        {
            var counts = file[20..Size];
            return new Header(Next(counts, 0), Next(counts, 1), Next(counts, 2), Next(counts, 3), Next(counts, 4), Next(counts, 5));
        }

        public int BlockLength(int timeSize) => (Times * (timeSize + 1)) + (Types * 6) + Characters + (Leaps * (timeSize + 4)) + StdFlags + UtFlags;

        private static int Next(ReadOnlySpan<byte> counts, int index) => BinaryPrimitives.ReadInt32BigEndian(counts[(index * 4)..]);
    }
}
