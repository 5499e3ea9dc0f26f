using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Time;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// Matches a date and time in a format (spec: language 9.9). Extracts nanoseconds since the epoch; an instant before it is a huge unsigned number.
/// A format with an unknown directive never matches.
/// </summary>
[Extractor("datetime")]
internal sealed class DatetimeExtractor(string argument) : IExtractor
{
    private readonly DatetimeFormat? _format = DatetimeFormat.Of(System.Text.Encoding.UTF8.GetBytes(argument));

    public bool Match(ReadOnlySpan<byte> utf8) => _format is not null && DatetimeParser.TryParse(utf8, _format, out _, out _);

    public bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value)
    {
        value = default;
        if (_format is null || !DatetimeParser.TryParse(utf8, _format, out var nanoseconds, out _)) return false;
        value = Value.From(nanoseconds);
        return true;
    }
}
