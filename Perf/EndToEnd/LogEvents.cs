using System.Text;
using System.Text.Json;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>
/// Input of the harness: JSON log events of about 630 bytes, one a line. Made here from a fixed seed, so that figures can be repeated
/// anywhere; <c>--input FILE</c> takes another file instead.
/// </summary>
internal static class LogEvents
{
    private static readonly string[] s_words =
        ("request served from cache after retry upstream closed connection early while reading response header client gone worker "
        + "restarted queue length above limit session renewed token expired disk usage normal checkpoint written replica behind leader "
        + "elected index merged segment flushed batch accepted order shipped payment pending user signed").Split(' ');

    /// <summary><paramref name="count"/> events, each ended by a newline.</summary>
    public static byte[] Generate(int count)
    {
        var random = new Random(7);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var about = new StringBuilder();
            while (about.Length < 330) about.Append(s_words[random.Next(s_words.Length)]).Append(' ');
            text.Append(JsonSerializer.Serialize(new
            {
                about = about.ToString().TrimEnd(),
                guid = new Guid(Bytes(random)),
                abool = random.Next(2) == 0,
                aint = random.Next(20, 41),
                short_message = Pick(random, "info", "warn", "ERROR", "debug"),
                tags = Enumerable.Range(0, 5).Select(_ => $"tag{random.Next(1, 6)}"),
                array = Enumerable.Range(0, 10),
                index_type = Pick(random, "applog_app6", "syslog_app1", "syslog_app3", "syslog_app4", "syslog_app5", "syslog_app6", "edilog", "sqlserverlog"),
                logger_name = $"logger{random.Next(1, 10)}",
                syslog_hostname = $"host{random.Next(1, 9)}",
                application = $"app{random.Next(1, 8)}",
                type = Pick(random, "syslog", "applog"),
                doctype = "doc",
            }))
                .Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
