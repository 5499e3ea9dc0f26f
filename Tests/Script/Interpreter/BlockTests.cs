namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>The results of blocks and scripts, and the parts that are not evaluated at all (spec: language 2.6, language 3.4).</summary>
public class BlockTests
{
    [Theory]
    [ScriptTable("""
        1; 2 --> 2
        let x = 1 --> 1
        let event.a = 5 <-- {} --> 5
        event.a; 1 --> 1
        event.a.b.c + nope; 1 --> 1
        core::string::len(event); 1 --> 1
        [event.a]; present event.a or event.b; 1 --> 1
        patch event of insert "a" => 1 end; 1 --> 1
        (match event of case 1 => 1 end); 1 --> 1
        ⟦1 / 0⟧; event --> compile: DivisionByZero
        let x = ⟦event + 1⟧; 1 --> InvalidBinary
        match 1 of case _ => let x = 5 end; x --> 5
        match 1 of case _ => event.a.b end; 2 --> 2
        match 1 of case _ => event.a.b; let x = 7 end; x --> 7
        ⟦match event of case 1 => 1 end⟧; 2 --> NoClauseHit
        for [1, 2] of case (i, v) => let x = v end; x --> 2
        for [1, 2] of case (i, v) => event.a.b end; 3 --> 3
        for [1, 2] of case (i, v) => event.a.b into event.x.y end; 3 --> 3
        match 1 of case _ => match 2 of case _ => event.a.b end end; 2 --> 2
        let x = match 1 of case _ => event.⟦a⟧.b end; 2 --> TypeConflict
        match event of case 1 => event.a; emit 1 case _ => event.a; emit 2 end; 3 --> 2
        fn f(a) with a.b; 1 end; f(event) --> 1
        fn f(a) with a.⟦b⟧ end; let x = f(event) --> TypeConflict
        (match 1 of case _ => event.a.b, 2 end) --> 2
        (for [1] of case (i, v) => event.a.b, v end) --> [1]
        const A = 1 --> 1
        const A = 1; const B = 2 --> 2
        1; const B = 2 --> 2
        fn f() with 1 end <-- {"a": 1} --> {"a":1}
        fn f() with 1 end; fn g() with 2 end <-- 7 --> 7
        """)]
    public void A_value_that_nobody_uses_is_not_computed(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        § the left operand, the first argument, the first element
        event.⟦a⟧ + event.b <-- {} --> BadAccessInEvent
        ⟦event.n + 1⟧ + event.b <-- {"n": null} --> InvalidBinary
        [event.⟦a⟧, event.b] <-- {} --> BadAccessInEvent
        core::string::replace(event.⟦a⟧, event.b, event.c) <-- {} --> BadAccessInEvent
        event.⟦a⟧ < event.b <-- {} --> BadAccessInEvent
        § the value of a field before its name
        {"#{event.a}": event.⟦b⟧} <-- {} --> BadAccessInEvent
        {"#{event.⟦a⟧}": 1, "b": event.b} <-- {} --> BadAccessInEvent
        § a part of a binary is packed before the next
        << ⟦event.n⟧, event.b >> <-- {"n": null} --> Generic
        << event.⟦a⟧, event.n >> <-- {"n": null} --> BadAccessInEvent
        § duplicate keys
        {"k": 1, "k": 2} --> {"k":2}
        {"k": event, "k": 1} <-- 7 --> {"k":7}
        {"k": 1, "k": event} <-- 7 --> {"k":7}
        {"k": event, "k": event + 1} <-- 7 --> {"k":8}
        {"#{event}": 2, "7": 1} <-- 7 --> {"7":2}
        """)]
    public void Evaluation_goes_from_left_to_right(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
