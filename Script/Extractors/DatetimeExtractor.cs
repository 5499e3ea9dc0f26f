using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Time;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>Matches a date and time in a format (spec: language 9.9). Extracts nanoseconds since the epoch, negative before it.</summary>
/// <remarks>
/// <para>
/// The argument is a format as <c>std::datetime</c> takes it. Without a zone in it, the text counts as UTC and must give a date, an hour
/// and a minute. A format with an unknown directive never matches.
/// </para>
/// </remarks>
[ExtractorExample("%Y-%m-%d %H:%M:%S", "2023-11-14 22:13:20", "1700000000000000000")]
[ExtractorExample("%Y-%m-%d %H:%M:%S %z", "2023-11-14 23:13:20 +0100", "1700000000000000000")]
[ExtractorExample("%Y-%m-%d %H:%M:%S", "1969-12-31 23:59:59", "-1000000000")]
[Extractor("datetime")]
internal sealed class DatetimeExtractor(string argument) : IExtractor
{
    private readonly DatetimeFormat? _format = DatetimeFormat.Of(System.Text.Encoding.UTF8.GetBytes(argument));

    public bool Match(ReadOnlySpan<byte> utf8, CallContext context) => _format is not null && DatetimeParser.TryParse(utf8, _format, out _, out _);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = default;
        if (_format is null || !DatetimeParser.TryParse(utf8, _format, out var nanoseconds, out _)) return false;
        // The parser gives the bits of a signed number, as `datetime::parse` shows them.
        value = Value.From((long)nanoseconds);
        return true;
    }
}
