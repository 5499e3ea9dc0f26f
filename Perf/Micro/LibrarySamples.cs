namespace Tremor.Dataflow.Perf.Micro;

/// <summary>Functions of the standard library on texts as events bring them.</summary>
internal static class LibrarySamples
{
    public static readonly ScriptSample[] All =
    [
        new("string::len", "core::string::len(event.about)"),
        new("string::contains", "core::string::contains(event.about, \"upstream\")"),
        new("string::lowercase", "core::string::lowercase(event.short_message)"),
        new("string::lowercase, 450 bytes", "core::string::lowercase(event.about)"),
        new("string::capitalize", "core::string::capitalize(event.logger_name)"),
        new("string::trim", "core::string::trim(event.logger_name)"),
        new("string::replace", "core::string::replace(event.guid, \"-\", \"\")"),
        new("string::split", "core::string::split(event.guid, \"-\")"),
        new("string::substr", "core::string::substr(event.guid, 9, 13)"),
        new("string::format", "core::string::format(\"{} on {}: {}\", event.application, event.syslog_hostname, event.aint)"),
        new("string::reverse", "core::string::reverse(event.guid)"),
        new("array::contains", "core::array::contains(event.tags, \"tag9\")"),
        new("array::join", "core::array::join(event.tags, \",\")"),
        new("record::keys", "core::record::keys(event)"),
        new("type::as_string", "core::type::as_string(event.aint)"),
        new("json::encode", "core::json::encode(event.tags)"),
        new("json::decode", "core::json::decode(event)") { Payloads = [ExtractorSamples.Quoted("""{"user":"frank","ids":[1,2,3],"ok":true}""")] },
        new("re::is_match", "core::re::is_match(\"^[0-9a-f]{8}-\", event.guid)"),
        new("re::replace_all", "core::re::replace_all(\"[0-9]+\", event.guid, \"#\")"),
    ];
}
