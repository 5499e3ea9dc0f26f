namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Assignments (spec: language 4.4, language 12.4).</summary>
public class LetTests
{
    [Theory]
    [ScriptTable("""
        let x = 1; let x = x + 1; x --> 2
        let x = {"a": 1}; let x.a = 2; let x.b = 3; x --> {"a":2,"b":3}
        let x = {}; let x["a"] = 1; let x["b#{1}"] = 2; x --> {"a":1,"b1":2}
        let x = {}; let x.a.b.c = 1; x --> {"a":{"b":{"c":1}}}
        let event = 5; event --> 5
        let event.a = 1; event <-- {"b": 2} --> {"b":2,"a":1}
        let event.a.b = 1; event <-- {} --> {"a":{"b":1}}
        let state = {"n": 1}; let state.n = state.n + 1; state --> {"n":2}
        let $a = 1; $ --> {"a":1}
        let $a.b = 1; $a --> {"b":1}
        let $`odd key`.x = 1; $ --> {"odd key":{"x":1}}
        let event.a.b = 1 <-- {} --> 1
        let event = let state = 7; [event, state] --> [7,7]
        let k = "x"; let event[k].y = 1; event <-- {} --> {"x":{"y":1}}
        fn f(a) with let a = a + 1; let event = 9; let state = 8; [a, event, state] end; [f(event), event] <-- 1 --> [[2,9,8],1]
        let x = {"a": 1}; let y = x; let y.a = 2; [x, y] --> [{"a":1},{"a":2}]
        let x = event; let x.a = 2; [x, event] <-- {"a": 1} --> [{"a":2},{"a":1}]
        let event.self = event; let event.n = 1; event <-- {} --> {"self":{},"n":1}
        """)]
    public void A_value_is_put_at_a_place(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        let ⟦$ = 1⟧ --> InvalidAssign
        let ⟦args = 1⟧ --> AssignToConst
        let ⟦args.a.b = 1⟧ --> AssignToConst
        let ⟦window = 1⟧ --> AssignToConst
        let ⟦group.x = 1⟧ --> AssignToConst
        const C = 1; let ⟦C = 2⟧ --> AssignToConst
        const C = {}; let ⟦C.a = 2⟧ --> AssignToConst
        let ⟦(event).a = 2⟧ --> AssignToConst
        let ⟦{"a": event}.a = 2⟧ --> AssignToConst
        fn f(a, ...) with let ⟦args = 1⟧ end; f(event) --> AssignToConst
        fn f(a) with let $⟦x⟧ = a end; f(event) --> TypeConflict
        let fresh.a = 1 --> BadAccessInLocal 1:5-1:12
        let state.⟦n⟧ = 1 --> TypeConflict
        let event.a.⟦b⟧ = 1 <-- {"a": 1} --> TypeConflict
        let event.a.⟦b⟧ = 1 <-- {"a": null} --> TypeConflict
        let event.⟦a⟧.b = 1 <-- null --> TypeConflict
        let event.⟦a⟧ = 1 <-- [1] --> TypeConflict
        let event[⟦0⟧] = 1 <-- [1] --> AssignIntoArray
        let event.a[⟦0⟧] = 1 <-- {"a": [1]} --> AssignIntoArray
        let event[⟦0:1⟧] = 1 <-- [1] --> AssignIntoArray
        let k = 0; let event[⟦k⟧] = 1 <-- [1] --> TypeConflict
        let k = 0; let event[⟦k⟧] = 1 <-- {} --> TypeConflict
        let k = "a"; let event[⟦k⟧] = 1 <-- [1] --> TypeConflict
        let k = null; let event.x[⟦k⟧] = 1 <-- {"x": {}} --> TypeConflict
        let event.a = event.⟦x⟧ <-- {} --> BadAccessInEvent
        let event[⟦event.k + 1⟧] = event.x <-- {"k": "a", "x": 1} --> InvalidBinary
        let event[event.k + 1] = event.⟦x⟧ <-- {"k": "a"} --> BadAccessInEvent
        let x = ⟦y⟧ --> BadAccessInLocal
        let $ = event.⟦a⟧ <-- {} --> BadAccessInEvent
        """)]
    public void An_assignment_fails_at(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Fact]
    public void What_was_created_on_the_way_to_a_failure_stays() =>
        Assert.Equal("""{"a":{"b":{}}}""", ScriptRun.EventAfter("let event.a.b[event] = 1", "{}"));
}
