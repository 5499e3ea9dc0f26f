using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Script.Extractors;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>Extractors on lines as servers write them; those of regular expressions beside System.Text.RegularExpressions.</summary>
internal static class ExtractorSamples
{
    public static readonly string[] AccessLog =
    [
        Quoted("""192.0.2.7 - frank [10/Oct/2025:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)" """.TrimEnd()),
    ];

    private static readonly string[] s_commonLog =
    [
        Quoted("""192.0.2.7 - frank [10/Oct/2025:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326"""),
        Quoted("""198.51.100.23 - - [10/Oct/2025:13:55:37 -0700] "POST /api/v1/orders?expand=lines&limit=50 HTTP/1.1" 201 512"""),
        Quoted("""203.0.113.200 - - [10/Oct/2025:13:55:37 -0700] "GET /presentations/dataflow/images/pipeline-overview.png HTTP/1.1" 304 -"""),
    ];

    private static readonly string[] s_syslog =
    [
        Quoted("Oct 10 13:55:36 web-3 sshd[4223]: Accepted publickey for deploy from 192.0.2.7 port 51022 ssh2"),
        Quoted("Oct 10 13:55:37 db-1.example.com systemd[1]: Started Daily clean-up of temporary directories."),
        Quoted("Oct 10 13:55:37 edge-12 kernel: eth0: link becomes ready, 1000 Mbit/s full duplex"),
    ];

    private static readonly string[] s_guids = [Quoted("request 6bffadf5-54b3-451f-9afa-555c14086e36 took 12 ms"), Quoted("request a95bb929-2567-4066-8023-8bf532665121 took 7 ms")];
    private static readonly string[] s_pairs = [Quoted("level=info user=frank action=login took=12ms source=192.0.2.7 retry=no")];
    private static readonly string[] s_paths = [Quoted("/srv/www/static/images/logo-small.png"), Quoted("/srv/www/index.html")];
    private static readonly string[] s_documents = [Quoted("""{"user":"frank","roles":["admin","dev"],"login":{"ok":true,"at":1760104536,"from":"192.0.2.7"}}""")];
    private static readonly string[] s_addresses = [Quoted("10.3.17.200"), Quoted("192.0.2.77")];

    private const string Identifier = "(?P<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}) took (?P<ms>[0-9]+)";

    public static readonly ScriptSample[] All =
    [
        .. Both("dissect", "%{ip} %{ident} %{auth} [%{timestamp}] \"%{request}\" %{status:int} %{bytes}", s_commonLog),
        .. Both("grok, common log", "%{COMMONAPACHELOG}", s_commonLog, PeerOfGrok("%{COMMONAPACHELOG}")),
        .. Both("grok, syslog line", "%{SYSLOGLINE}", s_syslog, PeerOfGrok("%{SYSLOGLINE}")),
        .. Both("grok, three fields", "%{IPORHOST:client} %{USER:ident} %{USER:auth}", s_commonLog, PeerOfGrok("%{IPORHOST:client} %{USER:ident} %{USER:auth}")),
        .. Both("grok, no match", "%{COMMONAPACHELOG}", s_syslog, PeerOfGrok("%{COMMONAPACHELOG}")),
        .. Both("re", Identifier, s_guids, () => PeerOf(Identifier.Replace("?P<", "?<", StringComparison.Ordinal))),
        .. Both("kv", "%{key}=%{val}", s_pairs),
        .. Both("json", "", s_documents),
        .. Both("glob", "/srv/*/images/*.png", s_paths),
        .. Both("cidr", "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16", s_addresses),
    ];

    public static string Quoted(string line) => JsonSerializer.Serialize(line);

    /// <summary>The extractor as a test, and with what it extracts.</summary>
    private static IEnumerable<ScriptSample> Both(string name, string argument, string[] lines, Func<Action<byte[]>>? peer = null)
    {
        var extractor = name.Split(',')[0];
        yield return new($"{name}: test", $"match event of case ~ {extractor}|{argument}| => true case _ => false end") { Payloads = lines };
        yield return new($"{name}: extract", $"match event of case r = ~ {extractor}|{argument}| => r case _ => false end") { Payloads = lines, Peer = peer };
    }

    private static Func<Action<byte[]>> PeerOfGrok(string pattern) => () => PeerOf(GrokExpansion.Of(pattern, GrokPatterns.BuiltIn).Regex);

    /// <summary>The text as a string, the first match and the named groups as strings.</summary>
    private static Action<byte[]> PeerOf(string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        var named = regex.GetGroupNumbers()[1..];
        return utf8 =>
        {
            var match = regex.Match(Encoding.UTF8.GetString(utf8));
            if (!match.Success) return;
            foreach (var group in named) GC.KeepAlive(match.Groups[group].Value);
        };
    }
}
