namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>
/// Roots of paths, what names mean, looking up and asking whether something is there
/// (spec: language 4.1, language 4.2, language 4.3, language 12.4).
/// </summary>
public class PathTests
{
    [Theory]
    [ScriptTable("""
        [args, window, group, state] --> [null,null,null,null]
        $ --> {}
        fn f() with [event, state] end; f() <-- 1 --> [null,null]
        fn f(a) with [event, $, state, a] end; f(event) <-- 1 --> [null,null,null,1]
        fn f(a, ...) with args end; f(event, 2, 3) <-- 1 --> [2,3]
        let x = 1; fn f(a) with ⟦x⟧ end; f(event) --> BadAccessInLocal
        ⟦x⟧ --> BadAccessInLocal
        ⟦x.a[1]⟧ --> BadAccessInLocal
        [⟦x[0:1]⟧] --> BadAccessInLocal
        match 1 of case _ => let x = 3 end; x --> 3
        match 2 of case 1 => let x = 3 case _ => null end; ⟦x⟧ --> BadAccessInLocal
        for [1, 2] of case (i, v) => let last = v end; last --> 2
        § pattern and loop names hide, and are gone behind their clause
        let x = 1; let y = match 5 of case x = _ => x end; [x, y] --> [1,5]
        let i = 7; let y = for [4] of case (i, v) => i end; [i, y] --> [7,[0]]
        match 5 of case x = _ => 1 end; ⟦x⟧ --> BadAccessInLocal
        for [1] of case (i, v) => 1 end; ⟦v⟧ --> BadAccessInLocal
        let x = 1; match 5 of case x = _ => let x = 9; x end --> 9
        let x = 1; match 5 of case x = _ => let x = 9 end; x --> 1
        match 5 of case x = _ => match 6 of case x = _ => x end end --> 6
        match 5 of case x = _ => (match 6 of case x = _ => x end) + x end --> 11
        for [1] of case (i, v) => for [2] of case (i, v) => v into 0 end + v end --> compile: UnrecognizedToken 1:66-1:67
        for [1] of case (i, v) => (for [2] of case (i, v) => v into 0 end) + v end --> [3]
        § a constant hides everything
        const X = 1; let y = match 5 of case X = _ => X end; y --> 1
        const X = 1; fn f(X) with X end; f(5) --> 1
        const X = 1; for [5] of case (X, v) => X end --> [1]
        let X = 2; const X = 1; X --> 1
        let X = 2; let y = X; const X = 1; [y, X] --> [2,1]
        const C = {"a": [1, 2]}; [C.a[1], C["a"], C.a[0:1]] --> [2,[1,2],[1]]
        const A = 1; const B = {"x": A}; B.x --> 1
        """)]
    public void A_name_means(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        let k = "a"; [present event[k], present event["b"], absent event[k]] <-- {"a":1} --> [true,false,false]
        let k = 1; present event[k] <-- {"a":1} --> false
        [1, 2, 3][event.a:event.b] <-- {"a":1,"b":3} --> [2,3]
        match event of case x = %{ a == ⟦x⟧ } => x case _ => 0 end <-- {"a":1} --> BadAccessInLocal
        """)]
    public void A_computed_place_is(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        § fields
        [event.a, event["a"], event["#{"a"}"]] <-- {"a": 1} --> [1,1,1]
        event.⟦k⟧ <-- {} --> BadAccessInEvent
        event[⟦"k"⟧] <-- {} --> BadAccessInEvent
        event[⟦"#{state}"⟧] <-- {} --> BadAccessInEvent
        event.a.⟦k⟧.z <-- {"a": {}} --> BadAccessInEvent
        $⟦k⟧ --> BadAccessInGlobal
        $⟦`odd key`⟧.a --> BadAccessInGlobal
        let $a = {}; $a.⟦b⟧ --> BadAccessInGlobal
        let state = {}; state.⟦k⟧ --> BadAccessInState
        let x = {}; x.⟦k⟧ --> BadAccessInLocal
        (event).⟦k⟧ <-- {} --> BadAccessInLocal
        {"a": event}.⟦k⟧ --> BadAccessInLocal
        fn f(a) with {} end; f(event).⟦k⟧ --> BadAccessInLocal
        ({}).⟦k⟧ --> compile: BadAccessInLocal
        {}.⟦k⟧ --> compile: BadAccessInLocal
        const C = {}; C.⟦k⟧ --> compile: BadAccessInLocal
        event.⟦k⟧ <-- null --> TypeConflict
        event.⟦k⟧ <-- 1 --> TypeConflict
        event.⟦k⟧ <-- "k" --> TypeConflict
        event.⟦k⟧ <-- [1] --> TypeConflict
        event.a.⟦k⟧ <-- {"a": null} --> TypeConflict
        event[⟦"k"⟧] <-- [1] --> TypeConflict
        event[⟦"k"⟧] <-- 1 --> TypeConflict
        args.⟦k⟧ --> TypeConflict
        state.⟦k⟧ --> TypeConflict
        § elements
        [event[0], event[1]] <-- [7, 8] --> [7,8]
        event[⟦2⟧] <-- [7, 8] --> ArrayOutOfRange
        event[⟦0⟧] <-- [] --> ArrayOutOfRange
        event[⟦18446744073709551615⟧] <-- [1] --> ArrayOutOfRange
        event[⟦-1⟧] <-- [7] --> BadArrayIndex
        event[⟦event[0] - 5⟧] <-- [1] --> BadArrayIndex
        event[⟦event[0]⟧] <-- ["a"] --> TypeConflict
        event[⟦event[0]⟧] <-- [1.5] --> TypeConflict
        event[⟦event[0]⟧] <-- [null] --> TypeConflict
        event[⟦event[0]⟧] <-- [5] --> ArrayOutOfRange
        event[⟦0⟧] <-- {} --> TypeConflict
        event[⟦-1⟧] <-- {} --> TypeConflict
        event[⟦event.n⟧] <-- {"n": 0} --> TypeConflict
        event[⟦event.n⟧] <-- {"n": true} --> TypeConflict
        event[event.n] <-- {"n": "n"} --> "n"
        event[⟦0⟧] <-- 1 --> TypeConflict
        event[⟦0⟧] <-- null --> TypeConflict
        let i = "a"; event[⟦i⟧] <-- 1 --> TypeConflict
        let i = 0; event[⟦i⟧] <-- "text" --> TypeConflict
        let i = -1; ⟦event[i]⟧ <-- 1 --> Oops
        let i = null; ⟦event[i].b⟧ <-- 1 --> Oops
        let i = 1.5; ⟦event.a[i]⟧ <-- {"a": 1} --> Oops
        event[⟦1.5⟧] <-- [1] --> compile: TypeConflict
        event[⟦true⟧] --> compile: TypeConflict
        event[⟦null⟧] --> compile: TypeConflict
        let event[⟦1.5⟧] = 1 --> compile: TypeConflict
        present event[⟦null⟧] --> compile: TypeConflict
        const C = [1]; C[⟦1⟧] --> compile: ArrayOutOfRange
        [1][⟦1⟧] --> compile: ArrayOutOfRange
        [1][⟦-1⟧] --> compile: BadArrayIndex
        {"a": 1}[⟦0⟧] --> compile: TypeConflict
        § ranges
        [event[0:2], event[1:1], event[0:0], event[3:3]] <-- [7, 8, 9] --> [[7,8],[],[],[]]
        event[0:1] <-- [7] --> [7]
        event[⟦0:4⟧] <-- [7, 8, 9] --> ArrayOutOfRange
        event[⟦4:4⟧] <-- [7, 8, 9] --> ArrayOutOfRange
        event[⟦2:1⟧] <-- [7, 8, 9] --> compile: DecreasingRange
        event[⟦event[0]:1⟧] <-- [2, 8, 9] --> DecreasingRange
        event[⟦event[0]⟧:1] <-- ["a"] --> TypeConflict
        event[0:⟦event[0]⟧] <-- ["a"] --> TypeConflict
        event[⟦event[0]⟧:1] <-- [-1] --> BadArrayIndex
        event[0:⟦event[0]⟧] <-- [-1] --> BadArrayIndex
        event[⟦event[0]⟧:1] <-- [1.0] --> TypeConflict
        event[⟦0:1⟧] <-- {} --> TypeConflict
        event[⟦0:1⟧] <-- "text" --> TypeConflict
        event[⟦0:1⟧] <-- null --> TypeConflict
        event[⟦"a"⟧:1] --> compile: TypeConflict
        event[0:⟦"a"⟧] --> compile: TypeConflict
        event[⟦1.0⟧:2] --> compile: TypeConflict
        event[0:⟦null⟧] --> compile: TypeConflict
        event[⟦-1⟧:1] --> compile: TypeConflict
        event[0:⟦-1⟧] --> compile: TypeConflict
        event[⟦-2⟧:-1] --> compile: TypeConflict
        event[1:4][0:2][1] <-- [7, 8, 9, 10] --> 9
        event[1:4][⟦3⟧] <-- [7, 8, 9, 10] --> ArrayOutOfRange
        event[1:3][⟦0:3⟧] <-- [7, 8, 9, 10] --> ArrayOutOfRange
        event[0:1].⟦k⟧ <-- [{"k": 1}] --> TypeConflict
        event[1:3][0].k <-- [1, {"k": 2}, 3] --> 2
        [1, 2, 3][⟦1:9⟧] --> compile: ArrayOutOfRange
        """)]
    public void A_lookup_gives_the_value_or_fails_at_its_segment(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        [present event.a, absent event.a] <-- {"a": null} --> [true,false]
        [present event.a, absent event.a] <-- {} --> [false,true]
        [present event.a.b, present event[0], present event.a[0], present event[0:1]] <-- {"a": 1} --> [false,false,false,false]
        [present event[0], present event[1], present event[0:1], present event[0:2], present event.a, present event["a"]] <-- [5] --> [true,false,true,false,false,false]
        [present x, absent x, present x.a, present x[0:1]] --> [false,true,false,false]
        let x = null; [present x, present x.a] --> [true,false]
        [present event, present $, present $a, present state, present args] --> [true,true,false,true,true]
        let i = 1; [present event[i]] <-- {} --> [false]
        let i = null; [present event[i]] <-- {} --> [false]
        let i = 5; [present event[i]] <-- [1] --> [false]
        let i = -1; [present event[⟦i⟧]] <-- [1] --> BadArrayIndex
        let i = "a"; [present event[⟦i⟧]] <-- [1] --> TypeConflict
        let i = null; [present event[⟦i⟧]] <-- [1] --> TypeConflict
        let i = 3; [present event[⟦i:1⟧]] <-- [1] --> DecreasingRange
        let i = -1; [present event[⟦i⟧:1]] <-- [1] --> BadArrayIndex
        let i = "a"; [present event[0:⟦i⟧]] <-- [1] --> TypeConflict
        let i = 9; [present event[0:i]] <-- [1] --> [false]
        [present event[event.⟦x⟧]] <-- {} --> BadAccessInEvent
        [present (event.⟦x⟧).y] <-- {} --> BadAccessInEvent
        [present (⟦1 + event⟧).a] <-- {} --> InvalidBinary
        const C = {"a": 1}; [present C.a, present C.x, absent C.x] --> [true,false,true]
        [present {"a": 1}.b, present [1][4]] --> [false,false]
        """)]
    public void Presence_asks_whether_a_lookup_succeeds(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [InlineData("a[1 + 1:1]", "DecreasingRange")]
    [InlineData("a[\"x\" + \"y\":1]", "TypeConflict")]
    [InlineData("a[0:\"x\" + \"y\"]", "TypeConflict")]
    [InlineData("a[1 - 2:1]", "BadArrayIndex", "TypeConflict")]
    [InlineData("a[0:1 - 2]", "BadArrayIndex", "TypeConflict")]
    public void A_range_that_can_never_do_is_an_error_of_the_run_within_a_module(string range, string kind, string? compiled = null)
    {
        var modules = new MapModules(("m", $"fn f(a) with {range} end; fn g() with 1 end"));
        Assert.Equal("1", ScriptRun.Of("use m; m::g()", "[1,2,3]", modules));
        Assert.StartsWith(kind, ScriptRun.Of("use m; m::f(event)", "[1,2,3]", modules), StringComparison.Ordinal);
        Assert.StartsWith("compile: " + (compiled ?? kind), ScriptRun.Of($"let a = event; {range}", "[1,2,3]"), StringComparison.Ordinal);
    }
}
