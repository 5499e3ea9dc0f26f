using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Host.Telemetry;

/// <summary>One message to write.</summary>
internal readonly record struct LogLine(DateTimeOffset Time, LogLevel Level, string Logger, string Message);

/// <summary>
/// How a line of log looks, in the notation of log4rs: <c>{d}</c> time, <c>{l}</c> level, <c>{t}</c> logger, <c>{m}</c> message,
/// <c>{n}</c> line end, <c>{h(...)}</c> and <c>{(...)}</c> groups; <c>:</c> and a width behind a name pad it, <c>{{</c> and
/// <c>}}</c> are braces. A date format, <c>{d(%H:%M:%S)}</c>, knows the usual letters of strftime.
/// </summary>
internal sealed class LogPattern
{
    private readonly List<Action<StringBuilder, LogLine>> _parts = [];

    private LogPattern(string text)
    {
        var at = 0;
        Parse(text, ref at, _parts, inGroup: false);
    }

    /// <summary>The pattern of lines when none is given.</summary>
    public static LogPattern Default { get; } = new("{d} {l:5} {m}{n}");

    /// <exception cref="FormatException">The pattern is wrong.</exception>
    public static LogPattern Parse(string text) => new(text);

    public string Format(in LogLine line)
    {
        var output = new StringBuilder();
        foreach (var part in _parts) part(output, line);
        return output.ToString();
    }

    private static void Parse(string text, ref int at, List<Action<StringBuilder, LogLine>> parts, bool inGroup)
    {
        while (at < text.Length)
        {
            var c = text[at++];
            if (inGroup && c == ')') return;
            if (c is '{' or '}' && at < text.Length && text[at] == c) at++;
            else if (c == '{')
            {
                parts.Add(ParseFormatter(text, ref at));
                continue;
            }

            parts.Add((output, _) => output.Append(c));
        }

        if (inGroup) throw new FormatException("a group is not closed by )");
    }

    private static Action<StringBuilder, LogLine> ParseFormatter(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
        var name = text[start..at];
        string? format = null;
        var group = new List<Action<StringBuilder, LogLine>>();
        while (at < text.Length && text[at] == '(')
        {
            at++;
            var inside = at;
            if (name is "d" or "date")
            {
                at = text.IndexOf(')', at);
                if (at < 0) throw new FormatException("a date format is not closed by )");
                format ??= text[inside..at++];
            }
            else Parse(text, ref at, group, inGroup: true);
        }

        var width = 0;
        if (at < text.Length && text[at] == ':')
        {
            var end = text.IndexOf('}', at);
            var spec = end < 0 ? "" : text[(at + 1)..end].TrimStart('<', '>').Split('.')[0];
            if (spec.Length > 0 && !int.TryParse(spec, NumberStyles.None, CultureInfo.InvariantCulture, out width))
                throw new FormatException($"\"{spec}\" is no width");
            at = end < 0 ? text.Length : end;
        }

        if (at >= text.Length || text[at] != '}') throw new FormatException($"{{{name} is not closed by }}");
        at++;
        Action<StringBuilder, LogLine> write = name switch
        {
            "d" or "date" => (output, line) => output.Append(FormatTime(line.Time, format)),
            "l" or "level" => static (output, line) => output.Append(NameOf(line.Level)),
            "t" or "target" or "M" or "module" => static (output, line) => output.Append(line.Logger),
            "m" or "message" => static (output, line) => output.Append(PrintableText.Lines(line.Message)),
            "n" => static (output, _) => output.Append('\n'),
            "h" or "highlight" or "" => (output, line) => group.ForEach(part => part(output, line)),
            "P" or "pid" => static (output, _) => output.Append(Environment.ProcessId),
            "T" or "thread" => static (output, _) => output.Append(Environment.CurrentManagedThreadId),
            _ => throw new FormatException($"unknown part {{{name}}}; known are d, l, t, m, n, h, P and T"),
        };
        return width == 0 ? write : (output, line) =>
        {
            var before = output.Length;
            write(output, line);
            output.Append(' ', Math.Max(0, width - (output.Length - before)));
        };
    }

    private static string FormatTime(DateTimeOffset time, string? format)
    {
        if (format is null) return time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var output = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                output.Append(format[i]);
                continue;
            }

            i++;
            output.Append(format[i] switch
            {
                'Y' => time.ToString("yyyy", CultureInfo.InvariantCulture),
                'm' => time.ToString("MM", CultureInfo.InvariantCulture),
                'd' => time.ToString("dd", CultureInfo.InvariantCulture),
                'H' => time.ToString("HH", CultureInfo.InvariantCulture),
                'M' => time.ToString("mm", CultureInfo.InvariantCulture),
                'S' => time.ToString("ss", CultureInfo.InvariantCulture),
                'f' => time.ToString("fffffff", CultureInfo.InvariantCulture) + "00",
                'T' => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                'F' => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                'Z' or 'z' => "+0000",
                var other => other.ToString(),
            });
        }

        return output.ToString();
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO",
        LogLevel.Warning => "WARN",
        _ => "ERROR",
    };
}
