using System.Text.Json.Nodes;

namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>spec: language 9.6.</summary>
public class GrokExtractorTests
{
    [Theory]
    [InlineData("%{IP:client} %{WORD:method} %{NUMBER:n:int}", "10.0.0.1 GET 7", """{"client":"10.0.0.1","method":"GET","n:int":"7"}""")]
    [InlineData("%{IP}", "at 10.0.0.1", "{}")]
    [InlineData("%{SYSLOGPROG}", "sshd[12]", """{"program":"sshd","pid":"12"}""")]
    [InlineData("%{SYSLOGPROG}", "sshd", """{"program":"sshd"}""")]
    [InlineData("%{ID=[a-f]+} %{ID:x}", "abc def", """{"x":"def"}""")]
    [InlineData("%{HEX:h=[0-9a-f]+}", "xx 1f", """{"h":"1f"}""")]
    [InlineData("%{WORD=[0-9]+}", "abc", null)]
    [InlineData("(?<year>%{YEAR})-%{MONTHNUM:m}", "2024-02", """{"year":"2024","m":"02"}""")]
    [InlineData("(?<a>x)(?<b>y)?", "x", """{"a":"x"}""")]
    [InlineData("%{WORD:a} %{WORD:a}", "x y", """{"name0":"x","a":"y"}""")]
    [InlineData("%{WORD:first name}/%{WORD:a.b;c}", "x/y", """{"first name":"x","a.b;c":"y"}""")]
    [InlineData("%{DATA:d};", "a b;c;", """{"d":"a b"}""")]
    [InlineData("%{GREEDYDATA:d};", "a b;c;", """{"d":"a b;c"}""")]
    [InlineData("%{WORD:w}", "née", """{"w":"née"}""")]
    [InlineData("^%{CISCOFW106015}$", "Deny TCP (no connection) from 10.0.0.1/1 to 10.0.0.2/80 flags RST  on interface outside", """{"action":"Deny","protocol":"TCP","policy_id":"no connection","src_ip":"10.0.0.1","src_port":"1","dst_ip":"10.0.0.2","dst_port":"80","tcp_flags":"RST ","interface":"outside"}""")]
    [InlineData("^%{UNIXPATH:p}", "/usr/lib-1_x/größe@2~ x", """{"p":"/usr/lib-1_x/größe@2~"}""")]
    [InlineData("^%{UNIXPATH:p}", "/a\\.b", """{"p":"/a"}""")]
    [InlineData("%{BACULA_LOGLINE}", "09-Jan 04:05 bak-dir JobId 7: Using Device \"LTO\"", """{"bts":"09-Jan 04:05","hostname":"bak-dir","jobid:int":"7","device":"LTO"}""")]
    [InlineData("%{UNIXPATH:p}", "see /a.b/c,d:e@f~ end", """{"p":"/a.b/c,d:e@f~"}""")]
    [InlineData("%{MONTH:m}", "Juli", null)]
    [InlineData("%{MONTH:m}", "July", """{"m":"July"}""")]
    [InlineData("%{BIND9}", "17-Feb-2018 23:06:56.326 queries: info: client @0x7f64 172.26.0.1#12345 (t.example): query: t.example IN A (172.26.0.3)", null)]
    [InlineData("%{BIND9}", "17-Feb-2018 23:06:56.326 queries: info: client 172.26.0.1#12345 (t.example): query: t.example IN A (172.26.0.3", null)]
    [InlineData("%{HAPROXYHTTPBASE}$", "127.0.0.1:1 [09/Dec/2013:12:59:46.633] main app/srv1 0/0/67/7/75 200 2750 - - ---- 0/0/0/0/0 0/0 \"<BADREQ>", """{"client_ip":"127.0.0.1","client_port":"1","accept_date":"09/Dec/2013:12:59:46.633","haproxy_monthday":"09","haproxy_month":"Dec","haproxy_year":"2013","haproxy_time":"12:59:46","haproxy_hour":"12","haproxy_minute":"59","haproxy_second":"46","haproxy_milliseconds":"633","frontend_name":"main","backend_name":"app","server_name":"srv1","time_request":"0","time_queue":"0","time_backend_connect":"67","time_backend_response":"7","time_duration":"75","http_status_code":"200","bytes_read":"2750","captured_request_cookie":"-","captured_response_cookie":"-","termination_state":"----","actconn":"0","feconn":"0","beconn":"0","srvconn":"0","retries":"0","srv_queue":"0","backend_queue":"0"}""")]
    [InlineData("%{SFW2}", "Jan  5 10:11:12 fw kernel: SFW2-INext-DROP-DEFLT IN=eth0 OUT= MAC= SRC=10.0.0.1 DST=10.0.0.2 LEN=40 PROTO=TCP SPT=1 DPT=22 WINDOW=1", null)]
    [InlineData("%{WORD:w} %{NUMBER:n}", "हिन्दी 42", """{"w":"हिन्दी","n":"42"}""")]
    [InlineData("%{WORD:w}", "👍 𠮷野家", """{"w":"𠮷野家"}""")]
    [InlineData("%{NOTSPACE:w}", "😀 x", """{"w":"😀"}""")]
    [InlineData("^%{WORD:w}$", "a\nb", """{"w":"a"}""")]
    [InlineData("(?<=id=)%{INT:id}", "x id=5", """{"id":"5"}""")]
    [InlineData("(?<!x)%{INT:id}", "x5", null)]
    [InlineData("%{INT:i}", "none", null)]
    [InlineData("%{INT:i}", "", null)]
    [InlineData("%{GREEDYDATA:g}", "", """{"g":""}""")]
    [InlineData("(?<w>[[:alpha:]]+)", "1ñé", """{"w":"ñé"}""")]
    [InlineData("(?<w>[[:upper:][:digit:]]+)", "éÉ٣", """{"w":"É٣"}""")]
    [InlineData("(?<w>[[:^space:][:blank:]]+)$", "\u2028x\u00a0", """{"w":"x "}""")]
    [InlineData("(?<w>\\d+)", "x٣4", """{"w":"٣4"}""")]
    [InlineData("100% %{WORD:w}", "100% x", """{"w":"x"}""")]
    public void A_pattern_found_anywhere_gives_its_fields(string argument, string input, string? expected) =>
        Extraction.Gives("grok", argument, input, expected);

    [Theory]
    [InlineData("%{NOPE}")]
    [InlineData("%{NOPE:x}")]
    [InlineData("%{word:w}")]
    [InlineData("(")]
    [InlineData("%{A=%{NOPE}}")]
    public void A_pattern_that_is_none_is_refused(string argument) => Extraction.IsRefused("grok", argument);

    [Fact]
    public void What_is_no_placeholder_is_left_to_the_regular_expression() => Extraction.Gives("grok", "%{WORD", "%{WORD", "{}");

    [Fact]
    public void A_pattern_that_contains_itself_is_refused() => Extraction.IsRefused("grok", "%{A=x%{A}}");

    [Theory]
    [InlineData(
        "%{COMBINEDAPACHELOG}",
        "203.0.113.7 - ann [17/May/2024:10:05:03 +0000] \"GET /a/b.png?q=1 HTTP/1.1\" 200 203023 \"http://h.example/\" \"Moz/5.0 (X11; Linux)\"",
        """{"clientip":"203.0.113.7","ident":"-","auth":"ann","timestamp":"17/May/2024:10:05:03 +0000","verb":"GET","request":"/a/b.png?q=1","httpversion":"1.1","response":"200","bytes":"203023","referrer":"\"http://h.example/\"","agent":"\"Moz/5.0 (X11; Linux)\""}""")]
    [InlineData(
        "%{COMMONAPACHELOG}",
        "host-1.example.org - - [01/Jan/2024:00:00:00 -0330] \"\\x16\\x03\" 400 -",
        """{"clientip":"host-1.example.org","ident":"-","auth":"-","timestamp":"01/Jan/2024:00:00:00 -0330","rawrequest":"\\x16\\x03","response":"400"}""")]
    [InlineData(
        "%{SYSLOGLINE}",
        "Mar  7 04:05:06 gw-2 CRON[4242]: pam_unix(cron:session): session closed",
        """{"timestamp":"Mar  7 04:05:06","logsource":"gw-2","program":"CRON","pid":"4242","message":"pam_unix(cron:session): session closed"}""")]
    [InlineData(
        "%{SYSLOG5424LINE}",
        "<165>1 2024-03-07T04:05:06.123Z gw-2 app 77 ID7 [x@1 k=\"v\"] it works",
        """{"syslog5424_pri":"165","syslog5424_ver":"1","syslog5424_ts":"2024-03-07T04:05:06.123Z","syslog5424_host":"gw-2","syslog5424_app":"app","syslog5424_proc":"77","syslog5424_msgid":"ID7","syslog5424_sd":"[x@1 k=\"v\"]","syslog5424_msg":"it works"}""")]
    [InlineData(
        "%{HTTPDATE:when} %{URI:link}",
        "05/Feb/2024:01:02:03 +0000 https://h.example:8443/x?y=z",
        """{"when":"05/Feb/2024:01:02:03 +0000","link":"https://h.example:8443/x?y=z","port":"8443"}""")]
    [InlineData(
        "%{JAVASTACKTRACEPART}",
        "\tat org.example.shop.Cart.add(Cart.java:17)",
        """{"class":"org.example.shop.Cart","method":"add","file":"Cart.java","line":"17"}""")]
    [InlineData(
        "%{NAGIOSTIME} %{NAGIOS_SERVICE_ALERT}",
        "[1427956600] SERVICE ALERT: web;http;CRITICAL;SOFT;2;timed out",
        """{"nagios_epoch":"1427956600","nagios_type":"SERVICE ALERT","nagios_hostname":"web","nagios_service":"http","nagios_state":"CRITICAL","nagios_statelevel":"SOFT","nagios_attempt":"2","nagios_message":"timed out"}""")]
    public void A_composed_pattern_gives_the_fields_of_its_parts(string argument, string input, string expected)
    {
        var found = JsonNode.Parse(Extraction.Of("grok", argument, input)!)!.AsObject();
        foreach (var replaced in found.Where(static f => f.Key.StartsWith("name", StringComparison.Ordinal)).Select(static f => f.Key).ToArray())
            found.Remove(replaced);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), found), found.ToJsonString());
    }
}
