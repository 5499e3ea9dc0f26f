using System.Collections.Frozen;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>What a bare name of a function means: one of a module, or what other languages have as a function and this one has not.</summary>
internal static class FunctionsElsewhere
{
    private static readonly FrozenDictionary<string, string> s_synonyms = new Dictionary<string, string>
    {
        ["length"] = "len",
        ["size"] = "len",
        ["upcase"] = "uppercase",
        ["upper"] = "uppercase",
        ["toupper"] = "uppercase",
        ["downcase"] = "lowercase",
        ["lower"] = "lowercase",
        ["tolower"] = "lowercase",
        ["strip"] = "trim",
        ["now"] = "nanotime",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> s_advice = new Dictionary<string, string>
    {
        ["print"] = "Nothing is printed: what a script ends in is its output; `emit .. => \"port\"` sends it elsewhere",
        ["log"] = "Nothing is printed: what a script ends in is its output; `emit .. => \"port\"` sends it elsewhere",
        ["del"] = "`let event = patch event of erase \"a\" end` takes a field out",
        ["exists"] = "`present event.a` says whether there is such a field",
        ["has"] = "`present event.a` says whether there is such a field",
        ["parse_json"] = "`use std::json; json::decode(event.a)` reads JSON",
        ["fromjson"] = "`use std::json; json::decode(event.a)` reads JSON",
        ["encode_json"] = "`use std::json; json::encode(event.a)` writes JSON",
        ["tojson"] = "`use std::json; json::encode(event.a)` writes JSON",
        ["to_string"] = "`\"#{event.a}\"` is the text of a value",
        ["tostring"] = "`\"#{event.a}\"` is the text of a value",
        ["str"] = "`\"#{event.a}\"` is the text of a value",
        ["to_int"] = "`use std::integer; integer::parse(event.a)` reads a number",
        ["int"] = "`use std::integer; integer::parse(event.a)` reads a number",
        ["to_float"] = "`use std::float; float::parse(event.a)` reads a number",
        ["float"] = "`use std::float; float::parse(event.a)` reads a number",
        ["tonumber"] = "`use std::float; float::parse(event.a)` reads a number",
        ["parse_regex"] = "`match event.a of case r = ~ re|(?P<name>..)| => r case _ => .. end` takes a text apart",
        ["parse_grok"] = "`match event.a of case r = ~ grok|%{..}| => r case _ => .. end` takes a text apart",
        ["grok"] = "`match event.a of case r = ~ grok|%{..}| => r case _ => .. end` takes a text apart",
        ["map"] = "`for event of case (key, value) => .. end` gives an array of what the clause gives",
        ["filter"] = "`for event of case (key, value) when .. => value end` keeps what the guard holds for",
        ["select"] = "`match event of case _ when .. => event case _ => drop end` keeps what the guard holds for",
    }.ToFrozenDictionary();

    /// <summary>What other languages' name of a function is here; null where nobody knows.</summary>
    public static string? Synonym(string name) => s_synonyms.GetValueOrDefault(name);

    /// <summary>What to write instead of a call of <paramref name="name"/>; null where nobody knows.</summary>
    public static string? Meant(string name)
    {
        if (s_advice.TryGetValue(name, out var advice)) return advice;
        var known = s_synonyms.GetValueOrDefault(name, name);
        var found = FunctionRegistry.Modules.Order(StringComparer.Ordinal)
            .Where(m => FunctionRegistry.Find(m, known) is not null && LibraryModules.EndingIn(m) is not null)
            .Select(m => (Path: LibraryModules.EndingIn(m)!, Call: $"{m}::{known}(..)")).ToList();
        return found.Count == 0 ? null : string.Join(", or ", found.Select(static f => $"`use {f.Path}; {f.Call}`"));
    }
}
