namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>spec: language 9.9; a format is not checked before it is used.</summary>
public class DatetimeExtractorTests
{
    [Theory]
    [InlineData("%Y-%m-%d %H:%M:%S", "2023-01-05 10:11:12", "1672913472000000000")]
    [InlineData("%Y-%m-%d %H:%M", "2023-01-05 10:11", "1672913460000000000")]
    [InlineData("%Y-%m-%d", "2023-01-05", null)]
    [InlineData("%+", "2023-01-05T12:11:12.5+02:00", "1672913472500000000")]
    [InlineData("%Y-%m-%d %H:%M:%S %z", "2023-01-05 12:11:12 +0200", "1672913472000000000")]
    [InlineData("%Y-%m-%d %H:%M:%S %Z", "2023-01-05 10:11:12 UTC", null)]
    [InlineData("%Y-%m-%d %H:%M:%S", "2023-01-05 10:11:12x", null)]
    [InlineData("%Y-%m-%d %H:%M:%S", "", null)]
    [InlineData("%Q", "x", null)]
    [InlineData("%", "%", null)]
    [InlineData("", "", null)]
    [InlineData("%s", "5", "5000000000")]
    [InlineData("%s%.f", "5.25", "5250000000")]
    [InlineData("%Y-%m-%d %H:%M:%S", "1600-01-01 00:00:00", null)]
    [InlineData("%Y-%m-%d %H:%M:%S", "1969-12-31 23:59:59", "-1000000000")]
    [InlineData("%d/%b/%Y:%H:%M:%S %z", "05/Jan/2023:10:11:12 +0000", "1672913472000000000")]
    [InlineData("%Y-%m-%d %H:%M:%S %::z", "2023-01-05 10:11:12 +02:00", "1672913472000000000")]
    [InlineData("%F %I:%M %p", "2023-01-05 10:11 pm", "1672956660000000000")]
    public void The_whole_text_must_match_the_format(string argument, string input, string? expected) =>
        Extraction.Gives("datetime", argument, input, expected);
}
