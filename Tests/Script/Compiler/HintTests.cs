using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>The suggestions to who made an error (spec: language 12.5, language 13).</summary>
public class HintTests
{
    [Theory]
    [InlineData("event.state", "`state`")]
    [InlineData("select event from in into out", "\"select\": \"event\"")]
    [InlineData("let a = 1; select a from in into out", "is a link of a pipeline")]
    [InlineData("define window w from tumbling end", "flow definition")]
    [InlineData("create stream s", "flow definition")]
    [InlineData("// note\nevent", "`#`")]
    [InlineData("emit event to \"out\"", "`emit event => \"out\"`")]
    [InlineData("emit event => out", "`\"out\"`")]
    [InlineData("drop event", "stands alone")]
    [InlineData("match event of case 1: 2 end", "`=>`")]
    [InlineData("match event of case 1 => 2 else => 3 end", "`case _ =>`")]
    [InlineData("match event of case 1 => 2 _ => 3 end", "`case`")]
    [InlineData("match event { 1 => 2 }", "no braces")]
    [InlineData("", "`event` passes")]
    [InlineData("use std::strng; 1", "`std::string`")]
    [InlineData("use string; 1", "`std::string`")]
    [InlineData("use std::String; 1", "`std::string`")]
    [InlineData("string::len(event)", "`use std::string;`")]
    [InlineData("event.\"a\"", "backticks")]
    [InlineData("let x = event.foo.; x", "name of a field")]
    [InlineData("match event of case %{a = 1} => 1 case _ => 2 end", "`==`")]
    [InlineData("let x = \u201cabc\u201d; x", "straight double quotes")]
    [InlineData("patch event of insert \"a\": 1 end", "`=>`")]
    [InlineData("{\"a\" = 1}", "`:`")]
    [InlineData("fn f(x) x + 1 end; f(1)", "with .. end")]
    [InlineData("match 1 of case 1 => 2; case _ => 3 end", ";")]
    [InlineData("1 + ## note\n2", "#")]
    [InlineData("not -1", "parenthes")]
    [InlineData("match event of case 1 => 2 case _ => 3 edn", "end")]
    [InlineData("use std::string; string::lem(\"a\")", "len")]
    [InlineData("use std::string; strin::len(\"a\")", "string")]
    [InlineData("core::strin::len(\"a\")", "string")]
    [InlineData("core::string::lem(\"a\")", "len")]
    [InlineData("core::object::len(1)", "record")]
    [InlineData("object::len(1)", "record")]
    [InlineData("fn price(x) with x end; prise(1)", "price")]
    [InlineData("event[1.5]", "round")]
    [InlineData("len(event)", "`use std::string; string::len(..)`")]
    [InlineData("upcase(event.a)", "string::uppercase(..)")]
    [InlineData("length(event.a)", "array::len(..)")]
    [InlineData("print(event)", "emit")]
    [InlineData("del(event.a)", "erase")]
    [InlineData("parse_json(event.a)", "json::decode")]
    [InlineData("use strin; 1", "`std::string`")]
    [InlineData("use stringg; 1", "`std::string`")]
    [InlineData("use std::{strng}; 1", "`std::string`")]
    [InlineData("use tremor::string; 1", "`std::string`")]
    [InlineData("use std::string::len; 1", "`use std::string;`, then `string::len`")]
    [InlineData("use std::stirng::len; 1", "`use std::string;`, then `string::len`")]
    [InlineData("use std::stirng::lne; 1", "`string::len`")]
    [InlineData("use nothing_like_it; 1", "TREMOR_PATH")]
    [InlineData("strng::len(\"a\")", "`use std::string;` in front and `string::len`")]
    [InlineData("strng::lne(\"a\")", "`use std::string;` in front and `string::len`")]
    [InlineData("jsno::decode(event)", "`use std::json;` in front and `json::decode`")]
    [InlineData("std::strng::len(\"a\")", "`use std::string;` in front and `string::len`")]
    [InlineData("std::string::len(\"a\")", "`string::len` here")]
    [InlineData("stat::sum(1)", "`use aggr::stats;`")]
    [InlineData("strng::LEN", "`use std::string;`")]
    [InlineData("use std::string; string::lower(event)", "`lowercase`")]
    [InlineData("use std::string; string::length(event)", "`len`")]
    [InlineData("use std::json; json::parse(event)", "`decode`")]
    [InlineData("use std::string; string::len", "`string::len(..)`")]
    [InlineData("uppercsae(event)", "string::uppercase(..)")]
    public void The_compiler_suggests(string script, string part)
    {
        var findings = new List<Diagnostic>();
        Assert.Null(ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, findings));
        Assert.Contains(part, findings[0].Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("strng::len(event)", "`use std::string;`")]
    [InlineData("aggr::stat::sum(event)", "`aggr::stats::sum`")]
    [InlineData("aggr::stats::smu(event)", "`aggr::stats::sum`")]
    public void A_clause_suggests(string clause, string part)
    {
        var findings = new List<Diagnostic>();
        Assert.Null(ScriptCompiler.CompileClause(new SourceText("test.trickle", clause), new ScriptSurroundings { Modules = NoModules.Instance }, findings));
        Assert.Contains(part, findings[0].Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event.nmae", """{"name":1,"age":2}""", "name")]
    [InlineData("event.zzzzz", """{"name":1,"age":2}""", null)]
    [InlineData("$tiems", "{}", null)]
    [InlineData("let $times = 1; $tiems", "{}", "times")]
    [InlineData("let total = 1; totl", "{}", "total")]
    [InlineData("evnt", "{}", "event")]
    [InlineData("ture", "{}", "true")]
    [InlineData("flase", "{}", "false")]
    [InlineData("nil", "{}", "null")]
    [InlineData("nul", "{}", "null")]
    [InlineData("let r = {\"key\": event}; r.kye", "{}", "key")]
    [InlineData("match event of case 1 => 2 end", "{}", "case _")]
    [InlineData("event[event[0]]", "[1.0]", "round")]
    public void A_run_suggests(string script, string payload, string? part)
    {
        var hint = ErrorOf(script, payload).Hint;
        if (part is null) Assert.Null(hint);
        else Assert.Contains(part, hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event.a.b", """{"a":{}}""", "Trying to access a non existing event key `b`")]
    [InlineData("let state = {}; state.b", "{}", "Trying to access a non existing state key `b`")]
    [InlineData("$b", "{}", "Trying to access a non existing global key `b`")]
    [InlineData("let x = {}; x.b", "{}", "Trying to access a non existing local key `b`")]
    [InlineData("b", "{}", "Trying to access a non existing local key `b`")]
    [InlineData("fn f(r) with r[\"b c\"] end; f(event)", "{}", "Trying to access a non existing local key `b c`")]
    public void A_missing_key_is_said_as_everywhere(string script, string payload, string message) => Assert.Equal(message, ErrorOf(script, payload).Message);

    [Fact]
    public void An_unexpected_token_is_said_as_everywhere()
    {
        var findings = new List<Diagnostic>();
        ScriptCompiler.Compile(new SourceText("test.tremor", "let x 1"), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
        Assert.StartsWith("Found the token `1` but expected ", findings[0].Message, StringComparison.Ordinal);
    }

    private static Diagnostic ErrorOf(string script, string payload)
    {
        var compiled = ScriptCompiler.Compile(new SourceText("test.tremor", script), new ScriptSurroundings { Modules = NoModules.Instance }, []);
        Assert.NotNull(compiled);
        var instance = compiled.NewInstance(new CallContext());
        var (data, meta, state) = (JsonText.Parse(payload), Value.EmptyRecord, Value.Null);
        instance.Run(ref data, ref meta, ref state);
        Assert.NotNull(instance.Error);
        return instance.Error;
    }
}
