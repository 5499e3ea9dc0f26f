namespace Tremor.Dataflow.Perf.Micro;

/// <summary>Matches of 10 and 100 clauses whose first, last or no clause applies, and patterns of every kind.</summary>
internal static class MatchSamples
{
    private const string Request = """{"verb":"GET","path":["v1","users","42"],"status":404,"tags":["edge","slow","retry"],"client":{"name":"probe","vip":false}}""";

    public static readonly ScriptSample[] All =
    [
        .. Sizes("numbers", static i => $"{i * 7}", static i => $"{i * 7}"),
        .. Sizes("strings", static i => $"\"host-{i:000}.example.com\"", static i => $"\"host-{i:000}.example.com\""),
        .. Sizes("records", static i => $"%{{ kind == \"kind-{i:000}\" }}", static i => $"{{\"id\":7,\"kind\":\"kind-{i:000}\"}}"),
        .. Sizes("records, two tests", static i => $"%{{ kind == \"kind-{i:000}\", id > 3 }}", static i => $"{{\"id\":7,\"kind\":\"kind-{i:000}\"}}"),
        new("guards", "match event.status of case n = _ when n < 200 => 1 case n = _ when n < 300 => 2 case n = _ when n < 500 => 4 case _ => 5 end") { Payloads = [Request] },
        new("set pattern, test", """match event.tags of case %[ "cold" ] => 1 case %[ "retry", "edge" ] => 2 case _ => 3 end""") { Payloads = [Request] },
        new("set pattern, hits", """match event.tags of case hits = %[ "retry", "edge" ] => hits case _ => 3 end""") { Payloads = [Request] },
        new("tuple pattern, test", """match event.path of case %("v2", ...) => 1 case %("v1", "users", _) => 2 case _ => 3 end""") { Payloads = [Request] },
        new("tuple pattern, items", """match event.path of case t = %("v1", "users", _) => t case _ => 3 end""") { Payloads = [Request] },
        new("nested record pattern", """match event of case %{ client ~= %{ name == "probe", vip == true } } => 1 case %{ client ~= %{ name == "probe" } } => 2 case _ => 3 end""")
        {
            Payloads = [Request],
        },
    ];

    /// <param name="pattern">The pattern of clause i.</param>
    /// <param name="payload">An event that it applies to.</param>
    private static IEnumerable<ScriptSample> Sizes(string kind, Func<int, string> pattern, Func<int, string> payload)
    {
        foreach (var count in new[] { 10, 100 })
        {
            var text = $"match event of {string.Concat(Enumerable.Range(0, count).Select(i => $"case {pattern(i)} => {i} "))}case _ => -1 end";
            yield return new($"{count} {kind}, first hits", text) { Payloads = [payload(0)] };
            yield return new($"{count} {kind}, last hits", text) { Payloads = [payload(count - 1)] };
            yield return new($"{count} {kind}, none hits", text) { Payloads = [payload(count + 1)] };
        }
    }
}
