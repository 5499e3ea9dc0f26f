using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>Paths, loops, changes of records, and functions.</summary>
internal static class LanguageSamples
{
    private const string Nested = """{"request":{"headers":{"host":"example.com","accept":"*/*"},"parts":["v1","users"]},"took":12}""";
    private const string Escaped = """{"message":"Exception in thread \"main\" java.lang.IllegalStateException: queue is full\n\tat shop.Cart.add(Cart.java:12)\n\tat shop.Main.main(Main.java:7)"}""";
    private const string Counters = """{"reads":12,"writes":7,"hits":1031,"misses":44,"errors":0,"retries":3,"open":17,"closed":11,"idle":5,"busy":12}""";

    public static readonly ScriptSample[] All =
    [
        new("path, flat", "event.application"),
        new("path, nested", "event.request.headers.host") { Payloads = [Nested] },
        new("path, element", "event.request.parts[1]") { Payloads = [Nested] },
        new("path, text with escapes", "event.message == \"none\" or event.message == \"other\"") { Payloads = [Escaped] },
        new("path, missing", "present event.request.headers.cookie") { Payloads = [Nested] },
        new("path, with default", "match present event.request.headers.cookie of case true => event.request.headers.cookie case _ => \"none\" end") { Payloads = [Nested] },
        new("path, try_default", "core::path::try_default(event, [\"request\", \"headers\", \"cookie\"], \"none\")") { Payloads = [Nested] },
        new("comparison of two paths", "event.took >= 10 and event.request.headers.host == \"example.com\"") { Payloads = [Nested] },
        new("patch, insert", """patch event of insert "seen" => true end"""),
        new("patch, upsert", """patch event of upsert "type" => "log" end"""),
        new("patch, update", """patch event of update "short_message" => "info" end"""),
        new("patch, erase", """patch event of erase "about" end"""),
        new("patch, move", """patch event of move "guid" => "id" end"""),
        new("patch, copy", """patch event of copy "guid" => "id" end"""),
        new("patch, merge", """patch event of merge "extra" => {"a": 1, "b": event.aint} end"""),
        new("patch, default", """patch event of default "env" => "live" end"""),
        new("patch, ten operations", $"patch event of {string.Join("; ", Enumerable.Range(0, 10).Select(static i => $"upsert \"field{i}\" => {i}"))} end"),
        new("merge", """merge event of {"type": "log", "extra": {"a": 1}} end"""),
        new("assignments", """let event.seen = true; let event.extra.a = 1; let $class = event.application; event"""),
        .. States(1),
        .. States(1000),
        .. States(26_000),
        .. States(1_000_000),
        new("for over a record", "for event of case (k, v) => v end") { Payloads = [Counters] },
        new("fold of a record", "for event of case (k, v) when v > 10 => v case (k, v) => 0 into 0 use + end") { Payloads = [Counters] },
        new("record into a record", "for event of case (k, v) when v > 10 => {\"#{k}\": v} into {} end") { Payloads = [Counters] },
        new("array into a record", "for event.tags of case (i, e) => {\"#{e}\": i} into {} end"),
        new("record literal", "{\"app\": event.application, \"host\": event.syslog_hostname, \"n\": event.aint}"),
        new("native function", "core::integer::parse(event) + 1") { Payloads = ["\"31337\""] },
        new("function", "fn twice(n) with n * 2 end; twice(event.took) + twice(event.took)") { Payloads = [Nested] },
        new("matching function", "fn kind(v) of case (\"a\") => 1 case (\"b\") => 2 case _ => 4 end; kind(event)") { Payloads = ["\"b\""] },
        new("ten rounds of recur", "fn sum(acc, n) with match n of case 0 => acc case _ => recur(acc + n, n - 1) end end; sum(0, event.n)") { Payloads = ["{\"n\":10}"] },
    ];

    /// <summary>Changes of a state of many keys, one an event.</summary>
    private static IEnumerable<ScriptSample> States(int keys)
    {
        var state = new Lazy<Value>(() => State(keys));
        var payloads = Enumerable.Range(0, 1000).Select(i => $$"""{"key":"k{{(i * 7919L) % keys}}","new":"n{{i}}"}""").ToArray();
        yield return new($"state of {keys}, one set", "let state.all[event.key] = 1; event") { Payloads = payloads, State = state };
        yield return new($"state of {keys}, one counted", "let state.all[event.key] = state.all[event.key] + 1; event") { Payloads = payloads, State = state };
        yield return new($"state of {keys}, in and out", "let state.all = patch state.all of upsert \"#{event.new}\" => 1; erase \"#{event.new}\" end; event") { Payloads = payloads, State = state };
    }

    private static Value State(int keys)
    {
        var all = new RecordBuilder(keys);
        for (var i = 0; i < keys; i++) all.Set($"k{i}", Value.From(0));
        return new RecordBuilder().Set("all", all.Build()).Build();
    }
}
