namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>
/// Texts that the grammar accepts, and the first token of others that it does not
/// (spec: language 2.2, language 2.3, language 2.5, language 12.2).
/// </summary>
/// <remarks>
/// <para>A row is a script, <c>--></c> and what comes of it: its value as JSON, <c>drop</c>, or the kind of its error, <c>compile:</c> before one that is found
/// before the script runs. The script runs on <c>null</c>, or on the event behind <c>&lt;--</c>.</para>
/// <para>The brackets <c>⟦</c> and <c>⟧</c> stand around what an error must underline, and are no part of the script: <c>1;⟦;⟧ 2</c> is
/// <c>1;; 2</c> with an error
/// at its second semicolon. A script of several lines is written in one, with <c>⏎</c> for the end of a line; <c>␍</c>, <c>⇥</c> and <c>␠</c> are a carriage
/// return, a tab and a blank that would not be seen. <see cref="ScriptTableAttribute"/> reads the rows.</para>
/// </remarks>
public class GrammarTests
{
    [Theory]
    [ScriptTable("""
        1; --> 1
        1; 2; --> 2
        ⟦;⟧ --> compile: UnrecognizedToken
        ⟦;⟧1 --> compile: UnrecognizedToken
        1;⟦;⟧ --> compile: UnrecognizedToken
        1;⟦;⟧ 2 --> compile: UnrecognizedToken
        let a = 1⏎⟦let⟧ b = 2 --> compile: UnrecognizedToken
        event⏎⟦event⟧ --> compile: UnrecognizedToken
        let b = 1; b⏎[⟦0⟧] --> TypeConflict
        let b = 5; b⏎-1 --> 4
        ⟦b⏎(1)⟧ --> compile: MissingFunction
        ⟦)⟧ --> compile: UnrecognizedToken
        ⟦end⟧ --> compile: UnrecognizedToken
        1 ⟦end⟧ --> compile: UnrecognizedToken
        """)]
    public void Statements_are_separated_by_semicolons(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        use ⟦a⟧; 1 --> compile: ModuleNotFound
        use ⟦a::b::c⟧; 1 --> compile: ModuleNotFound
        use ⟦a⟧ as b; 1 --> compile: ModuleNotFound
        use ⟦a::b as c⟧; 1 --> compile: ModuleNotFound
        use ⟦a::{b, c}⟧; 1 --> compile: ModuleNotFound
        use ⟦a::{b as c, d::{e, f::g}}⟧; 1 --> compile: ModuleNotFound
        use a::{b,⟦}⟧; 1 --> compile: UnrecognizedToken
        use a::{⟦}⟧; 1 --> compile: UnrecognizedToken
        use ⟦{⟧a}; 1 --> compile: UnrecognizedToken
        use a::⟦*⟧; 1 --> compile: UnrecognizedToken
        use a::⟦;⟧ 1 --> compile: UnrecognizedToken
        use a::b as c⟦::⟧d; 1 --> compile: UnrecognizedToken
        use a::{b} ⟦as⟧ c; 1 --> compile: UnrecognizedToken
        use a⟦.⟧b; 1 --> compile: UnrecognizedToken
        use ⟦"⟧a"; 1 --> compile: UnrecognizedToken
        use a ⟦1⟧ --> compile: UnrecognizedToken
        use a::⟦as⟧ b; 1 --> compile: UnrecognizedToken
        """)]
    public void Use_names_modules(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        const A = 1 --> 1
        const A = 1; const B = A + 1 --> 2
        const ⟦1⟧ = 1 --> compile: UnrecognizedToken
        const A ⟦1⟧ --> compile: UnrecognizedToken
        const a⟦.⟧b = 1 --> compile: UnrecognizedToken
        const a⟦::⟧b = 1 --> compile: UnrecognizedToken
        const A = ⟦let⟧ x = 1 --> compile: UnrecognizedToken
        const A = ⟦emit⟧ --> compile: UnrecognizedToken
        ⟦const A = match 1 of case _ => 1 end⟧ --> compile: NotConstant
        1 + ⟦const⟧ A = 1 --> compile: UnrecognizedToken
        fn f() with ⟦const⟧ A = 1; A end; 1 --> compile: UnrecognizedToken
        match 1 of case _ => ⟦fn⟧ f() with 1 end end --> compile: UnrecognizedToken
        let x = ⟦use⟧ a --> compile: UnrecognizedToken
        fn f() with ⟦use⟧ a; 1 end; 1 --> compile: UnrecognizedToken
        match 1 of case _ => ⟦intrinsic⟧ fn f() as g::h end --> compile: UnrecognizedToken
        """)]
    public void Definitions_stand_at_the_top(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        fn f() with 1 end; f() --> 1
        fn f() with 1; 2 end; f() --> 2
        fn f() with 1; end; f() --> 1
        fn f() with let a = 1; a + 1; end; f() --> 2
        fn f() with match 1 of case _ => let a = 2; a end end; f() --> 2
        fn f(...) with args end; f(1, 2) --> [1,2]
        fn f(a, ...) with args end; f(1, 2) --> [2]
        fn f() of case _ => 1 end; f() --> 1
        fn f(a) of case (1) => 2; 3 case _ => 4; 5 end; [f(1), f(2)] --> [3,5]
        fn f(a) of case (1) when true => 2 case _ => 3 end; f(1) --> 2
        fn f(a) of case (_) => 2 case _ => 3 end; f(1) --> 2
        fn f(a) of case (%{}) => 2 case _ => 3 end; f({}) --> 2
        fn f() with ⟦end⟧; 1 --> compile: UnrecognizedToken
        fn f() with 1;⟦;⟧ end; 1 --> compile: UnrecognizedToken
        fn f() with 1⟦,⟧ 2 end; 1 --> compile: UnrecognizedToken
        fn f(a,⟦)⟧ with 1 end; 1 --> compile: UnrecognizedToken
        fn f(⟦1⟧) with 1 end; 1 --> compile: UnrecognizedToken
        fn f(a ⟦b⟧) with 1 end; 1 --> compile: UnrecognizedToken
        fn f(a ⟦.⟧..) with 1 end; 1 --> compile: UnrecognizedToken
        fn f(...⟦,⟧ a) with 1 end; 1 --> compile: UnrecognizedToken
        fn f(.⟦)⟧ with 1 end; 1 --> compile: UnrecognizedToken
        fn f(⟦_⟧) with 1 end; 1 --> compile: UnrecognizedToken
        fn f(a, ...) ⟦of⟧ case _ => 1 end; 1 --> compile: UnrecognizedToken
        fn f(...) ⟦of⟧ case _ => 1 end; 1 --> compile: UnrecognizedToken
        fn f(a) ⟦=>⟧ 1 end; 1 --> compile: UnrecognizedToken
        fn ⟦(⟧a) with 1 end; 1 --> compile: UnrecognizedToken
        fn f ⟦with⟧ 1 end; 1 --> compile: UnrecognizedToken
        fn f⟦::⟧g() with 1 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (1) => 1 ⟦end⟧; 1 --> compile: UnrecognizedToken
        fn f(a) of case _ => 1 ⟦case⟧ (1) => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case _ ⟦when⟧ true => 1 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (1,⟦)⟧ => 1 case _ => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (⟦)⟧ => 1 case _ => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case ⟦1⟧ => 1 case _ => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case ⟦x⟧ = _ => 1 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (⟦%[⟧1]) => 1 case _ => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (⟦%(⟧1)) => 1 case _ => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (x ⟦=⟧ 1) => 1 case _ => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (1 ⟦.⟧..) => 1 case _ => 2 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (1) => 2; ⟦case⟧ _ => 3 end; 1 --> compile: UnrecognizedToken
        fn f(a) of case (1) => 2 case _ => 3; ⟦end⟧; 1 --> compile: UnrecognizedToken
        fn f(a) of ⟦end⟧; 1 --> compile: UnrecognizedToken
        1 + ⟦fn⟧ f() with 1 end --> compile: UnrecognizedToken
        """)]
    public void A_function_has_a_body_or_cases(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        intrinsic fn f(x) as string::len; f("abc") --> 3
        intrinsic fn f(...) as string::format; f("{}", 1) --> "1"
        intrinsic fn f(a, ...) as string::format; f("{}", 1) --> "1"
        intrinsic ⟦f⟧() as a::b; 1 --> compile: UnrecognizedToken
        intrinsic fn f() ⟦with⟧ 1 end; 1 --> compile: UnrecognizedToken
        intrinsic fn f(a,⟦)⟧ as a::b; 1 --> compile: UnrecognizedToken
        intrinsic fn f() as a::b⟦(⟧1); 1 --> compile: UnrecognizedToken
        ⟦intrinsic fn f() as string::nope⟧; 1 --> compile: MissingFunction
        """)]
    public void An_intrinsic_names_a_built_in_function(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        let a = let b = 1; [a, b] --> [1,1]
        let a = emit 1; 2 --> 1
        let a = drop; 2 --> drop
        let a = match 1 of case _ => let b = 2; b end; [a, b] --> [2,2]
        let a = for [1] of case (i, v) => let b = v; b end; [a, b] --> [[1],1]
        let ⟦1⟧ = 2 --> compile: UnrecognizedToken
        let a ⟦==⟧ 1 --> compile: UnrecognizedToken
        let a ⟦+⟧ 1 --> compile: UnrecognizedToken
        let ⟦=⟧ 1 --> compile: UnrecognizedToken
        let f(x) ⟦=⟧ 1 --> compile: UnrecognizedToken
        let (event) ⟦=⟧ 1 --> compile: UnrecognizedToken
        let [1] ⟦=⟧ 1 --> compile: UnrecognizedToken
        let {} ⟦=⟧ 1 --> compile: UnrecognizedToken
        let ⟦merge⟧ event of event end = 1 --> compile: UnrecognizedToken
        1 + ⟦let⟧ a = 1 --> compile: UnrecognizedToken
        [⟦let⟧ a = 1] --> compile: UnrecognizedToken
        drop --> drop
        drop ⟦1⟧ --> compile: UnrecognizedToken
        1 + ⟦drop⟧ --> compile: UnrecognizedToken
        emit --> null
        emit 1 --> 1
        emit => "x" --> x: null
        emit "a" => "b" --> b: "a"
        emit 1 => "Slow" --> slow: 1
        emit match 1 of case _ => 2 end --> 2
        emit for [1] of case (i, v) => v end --> [1]
        emit 1 => ⟦x⟧ --> compile: UnrecognizedToken
        emit 1 => ⟦1⟧ --> compile: UnrecognizedToken
        emit 1 ⟦,⟧ 2 --> compile: UnrecognizedToken
        emit ⟦let⟧ a = 1 --> compile: UnrecognizedToken
        emit ⟦emit⟧ --> compile: UnrecognizedToken
        emit "a" ⟦"⟧b" --> compile: UnrecognizedToken
        emit => "a" ⟦+⟧ "b" --> compile: UnrecognizedToken
        (⟦emit⟧ 1) --> compile: UnrecognizedToken
        """)]
    public void Let_emit_and_drop_are_mutable(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        + 1 --> 1
        - - 1 --> 1
        +-1 --> -1
        -+1 --> -1
        - - - 1 --> -1
        not not true --> true
        !!1 --> 1
        !not true --> true
        not present event.a --> true
        ! absent event.a --> false
        -!0 --> compile: InvalidUnary 1:1-1:4
        !⟦-⟧1 --> compile: UnrecognizedToken
        !⟦+⟧1 --> compile: UnrecognizedToken
        not ⟦-⟧1 --> compile: UnrecognizedToken
        !(-1) --> 0
        present event --> true
        present event.a <-- {"a": null} --> true
        present [1][0] --> true
        present {"a": 1}.a --> true
        present (event).a <-- {} --> false
        present ⟦1⟧ --> compile: UnrecognizedToken
        present ⟦-⟧1 --> compile: UnrecognizedToken
        present ⟦present⟧ event --> compile: UnrecognizedToken
        present ⟦"⟧a" --> compile: UnrecognizedToken
        present (event) ⟦+⟧ 1 --> compile: UnrecognizedToken
        present string::len("a")⟦;⟧ 1 --> compile: UnrecognizedToken
        present [1]⟦;⟧ 1 --> compile: UnrecognizedToken
        1 + ⟦*⟧ 2 --> compile: UnrecognizedToken
        1 ⟦not⟧ 2 --> compile: UnrecognizedToken
        1 + ⟦match⟧ 1 of case _ => 1 end --> compile: UnrecognizedToken
        not ⟦for⟧ [1] of case (i, v) => v end --> compile: UnrecognizedToken
        """)]
    public void Unary_operators_nest_as_the_grammar_says(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        (1) --> 1
        ((1)) --> 1
        (match 1 of case _ => 2 end) --> 2
        (⟦)⟧ --> compile: UnrecognizedToken
        (1⟦,⟧ 2) --> compile: UnrecognizedToken
        (1⟦;⟧ 2) --> compile: UnrecognizedToken
        (⟦_⟧) --> compile: UnrecognizedToken
        [] --> []
        [1, 2,] --> [1,2]
        [⟦,⟧] --> compile: UnrecognizedToken
        [1,⟦,⟧] --> compile: UnrecognizedToken
        [1 ⟦2⟧] --> compile: UnrecognizedToken
        [1⟦;⟧ 2] --> compile: UnrecognizedToken
        [match 1 of case _ => 2 end, for [3] of case (i, v) => v end] --> [2,[3]]
        {} --> {}
        {"a": 1,} --> {"a":1}
        {"a": match 1 of case _ => 2 end} --> {"a":2}
        {⟦a⟧: 1} --> compile: UnrecognizedToken
        {⟦1⟧: 1} --> compile: UnrecognizedToken
        {"a"⟦=⟧1} --> compile: UnrecognizedToken
        {"a"⟦=>⟧1} --> compile: UnrecognizedToken
        {"a": 1⟦;⟧} --> compile: UnrecognizedToken
        {"a": 1 ⟦"⟧b": 2} --> compile: UnrecognizedToken
        {⟦,⟧} --> compile: UnrecognizedToken
        {"a": ⟦}⟧ --> compile: UnrecognizedToken
        {"a"⟦}⟧ --> compile: UnrecognizedToken
        fn f(a) with a end; f(1,) --> 1
        fn f(a) with a end; f(match 1 of case _ => 2 end) --> 2
        fn f(a) with a end; f(⟦,⟧) --> compile: UnrecognizedToken
        fn f(a) with a end; f(1 ⟦2⟧) --> compile: UnrecognizedToken
        fn f(a) with a end; f(x⟦:⟧ 1) --> compile: UnrecognizedToken
        fn f(n) with match n of case 0 => "done" case _ => recur(n - 1,) end end; f(3) --> "done"
        event.a⟦(⟧1) --> compile: UnrecognizedToken
        event⟦(⟧1) --> compile: UnrecognizedToken
        recur⟦.⟧a --> compile: UnrecognizedToken
        """)]
    public void Primaries_take_immutable_expressions(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        match 1 of case _ => 1; 2 end --> 2
        (match 1 of case _ => 1, 2 end) --> 2
        match match 1 of case _ => 2 end of case 2 => 3 case _ => 4 end --> 3
        match 1 of case match 1 of case _ => 1 end => "y" case _ => "n" end --> "y"
        match 1 of case 1 when match 1 of case _ => true end => "y" case _ => "n" end --> "y"
        match 1 ⟦case⟧ _ => 1 end --> compile: UnrecognizedToken
        match ⟦of⟧ case _ => 1 end --> compile: UnrecognizedToken
        match 1 of ⟦end⟧ --> compile: UnrecognizedToken
        match 1 of ⟦_⟧ => 1 end --> compile: UnrecognizedToken
        match 1 of case _ ⟦1⟧ => 1 end --> compile: UnrecognizedToken
        match 1 of case _ ⟦=⟧ 1 => 1 end --> compile: UnrecognizedToken
        match 1 of case 1⟦,⟧ 2 => 3 end --> compile: UnrecognizedToken
        match 1 of case 1 ⟦:⟧ 3 end --> compile: UnrecognizedToken
        match 1 of case 1 => ⟦case⟧ 2 => 3 end --> compile: UnrecognizedToken
        match 1 of case 1 => ⟦end⟧ --> compile: UnrecognizedToken
        match 1 of case 1 when ⟦=>⟧ 1 end --> compile: UnrecognizedToken
        match 1 of case _ => 1⟦,⟧ 2 end --> compile: UnrecognizedToken
        match 1 of case _ => 1; ⟦end⟧ --> compile: UnrecognizedToken
        match 1 of case 1 => 1; ⟦case⟧ _ => 2 end --> compile: UnrecognizedToken
        (match 1 of case _ => 1⟦;⟧ 2 end) --> compile: UnrecognizedToken
        (match 1 of case _ => 1, ⟦end⟧) --> compile: UnrecognizedToken
        (match 1 of case _ => ⟦let⟧ a = 1 end) --> compile: UnrecognizedToken
        [match 1 of case _ => ⟦emit⟧ 1 end] --> compile: UnrecognizedToken
        [match 1 of case _ => 1, match 2 of case _ => ⟦drop⟧ end end] --> compile: UnrecognizedToken
        match match 1 of case _ => ⟦let⟧ a = 1 end of case _ => 1 end --> compile: UnrecognizedToken
        let a = (match 1 of case _ => ⟦let⟧ b = 1 end) --> compile: UnrecognizedToken
        match 1 of case _ => 1 end ⟦+⟧ 1 --> compile: UnrecognizedToken
        match 1 of case _ => event end⟦.⟧a --> compile: UnrecognizedToken
        match 1 of case _ => event end ⟦[⟧0] --> compile: UnrecognizedToken
        (match 1 of case _ => 1 end) + 1 --> 2
        (match 1 of case _ => [7] end)[0] --> 7
        """)]
    public void A_match_has_clauses(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        for [1, 2] of case (i, v) => v end --> [1,2]
        for [1, 2] of case (i, v) => i; v end --> [1,2]
        (for [1, 2] of case (i, v) => i, v end) --> [1,2]
        for [1, 2] of case (i, v) when i == 1 => v end --> [2]
        for [1, 2] of case (i, v) => v into 10 end --> 13
        for [true] of case (i, v) => v into false use or end --> true
        for [true] of case (i, v) => v into true use xor end --> false
        for [true] of case (i, v) => v into true use and end --> true
        for [6] of case (i, v) => v into 3 use ^ end --> 5
        for [6] of case (i, v) => v into 3 use & end --> 2
        for [2] of case (i, v) => v into 1 use << end --> 4
        for [1] of case (i, v) => v into 8 use >> end --> 4
        for [60] of case (i, v) => v into -1 use >>> end --> 15
        for [1] of case (i, v) => v into 8 use + end --> 9
        for [1] of case (i, v) => v into 8 use - end --> 7
        for [3] of case (i, v) => v into 8 use * end --> 24
        for [2] of case (i, v) => v into 8 use / end --> 4.0
        for [3] of case (i, v) => v into 8 use % end --> 2
        for [1] of case (i, v) => v into 8 use ⟦==⟧ end --> compile: UnrecognizedToken
        for [1] of case (i, v) => v into 8 use ⟦not⟧ end --> compile: UnrecognizedToken
        for [1] of case (i, v) => v into 8 use ⟦!⟧ end --> compile: UnrecognizedToken
        for [1] of case (i, v) => v ⟦use⟧ + end --> compile: UnrecognizedToken
        for [1] of case (i, v) => v into ⟦end⟧ --> compile: UnrecognizedToken
        for [1] of case (i, v) => v into 8 ⟦case⟧ (i, v) => 1 end --> compile: UnrecognizedToken
        for [1] of ⟦end⟧ --> compile: UnrecognizedToken
        for [1] of ⟦into⟧ 0 end --> compile: UnrecognizedToken
        for [1] of case (i⟦)⟧ => 1 end --> compile: UnrecognizedToken
        for [1] of case (i, v⟦,⟧) => 1 end --> compile: UnrecognizedToken
        for [1] of case (⟦_⟧, v) => 1 end --> compile: UnrecognizedToken
        for [1] of case (i, ⟦_⟧) => 1 end --> compile: UnrecognizedToken
        for [1] of case (⟦1⟧, v) => 1 end --> compile: UnrecognizedToken
        for [1] of case ⟦i⟧, v => 1 end --> compile: UnrecognizedToken
        for [1] of case ⟦_⟧ => 1 end --> compile: UnrecognizedToken
        for [1] of case (i, v) => v; ⟦end⟧ --> compile: UnrecognizedToken
        for [1] of case (i, v) => v; ⟦case⟧ (i, v) => 1 end --> compile: UnrecognizedToken
        for [1] of case (i, v) => v; ⟦into⟧ 0 end --> compile: UnrecognizedToken
        for v ⟦in⟧ [1] of end --> compile: UnrecognizedToken
        (for [1] of case (i, v) => v⟦;⟧ 1 end) --> compile: UnrecognizedToken
        (for [1] of case (i, v) => ⟦let⟧ a = v end) --> compile: UnrecognizedToken
        for [1] of case (i, v) => v end ⟦+⟧ 1 --> compile: UnrecognizedToken
        """)]
    public void A_for_has_clauses_with_two_names(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        patch {"a": 1} of erase "a" end == {} --> true
        (merge {} of {"x": 1} end).x --> 1
        merge {} of {} end + {"a": 1} --> {"a":1}
        [patch {} of insert "a" => match 1 of case _ => 2 end end] --> [{"a":2}]
        patch merge {} of {} end of insert "a" => 1; default => {"b": 2} end --> {"a":1,"b":2}
        patch {"a": 1} of move "a" => "b"; copy "b" => "c"; merge "d" => 1; default "e" => 2; update "b" => 3; upsert "f" => 4 end --> {"b":3,"c":1,"d":1,"e":2,"f":4}
        patch {} of ⟦end⟧ --> compile: UnrecognizedToken
        patch {} of erase "a"; ⟦end⟧ --> compile: UnrecognizedToken
        patch {} of erase "a"⟦,⟧ erase "b" end --> compile: UnrecognizedToken
        patch {} of erase "a" ⟦erase⟧ "b" end --> compile: UnrecognizedToken
        patch {} of insert ⟦a⟧ => 1 end --> compile: UnrecognizedToken
        patch {} of insert "a" ⟦=⟧ 1 end --> compile: UnrecognizedToken
        patch {} of insert "a" ⟦:⟧ 1 end --> compile: UnrecognizedToken
        patch {} of insert "a" => ⟦let⟧ x = 1 end --> compile: UnrecognizedToken
        patch {} of erase "a" ⟦=>⟧ 1 end --> compile: UnrecognizedToken
        patch {} of move "a" => ⟦b⟧ end --> compile: UnrecognizedToken
        patch {} of copy "a"⟦;⟧ erase "b" end --> compile: UnrecognizedToken
        patch {} of update ⟦=>⟧ 1 end --> compile: UnrecognizedToken
        patch {} of ⟦delete⟧ "a" end --> compile: UnrecognizedToken
        patch {} of ⟦case⟧ _ => 1 end --> compile: UnrecognizedToken
        patch ⟦of⟧ erase "a" end --> compile: UnrecognizedToken
        merge {} ⟦with⟧ {} end --> compile: UnrecognizedToken
        merge {} of {}⟦;⟧ end --> compile: UnrecognizedToken
        merge {} of {} end⟦.⟧x --> compile: UnrecognizedToken
        patch {} of erase "a" end⟦[⟧"x"] --> compile: UnrecognizedToken
        """)]
    public void Patch_and_merge_are_primaries(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        $ --> {}
        $⟦.⟧a --> compile: UnrecognizedToken
        $⟦[⟧"a"] --> compile: UnrecognizedToken
        let $a = {"b": 1}; $a.b --> 1
        {"a": 1}.a --> 1
        [1, 2][1] --> 2
        [1, 2, 3][1:3] --> [2,3]
        ({"a": [5]}).a[0] --> 5
        fn f() with [4] end; f()[0] --> 4
        event.a["b"][0] <-- {"a": {"b": [9]}} --> 9
        event[match 1 of case _ => 0 end] <-- [9] --> 9
        event[⟦]⟧ --> compile: UnrecognizedToken
        event[1:⟦]⟧ --> compile: UnrecognizedToken
        event[⟦:⟧1] --> compile: UnrecognizedToken
        event[1⟦,⟧ 2] --> compile: UnrecognizedToken
        event.⟦1⟧ --> compile: UnrecognizedToken
        event.⟦"⟧a" --> compile: UnrecognizedToken
        event.⟦.⟧a --> compile: UnrecognizedToken
        event⟦::⟧a --> compile: UnrecognizedToken
        a::b::⟦1⟧ --> compile: UnrecognizedToken
        1⟦[⟧0] --> compile: UnrecognizedToken
        "abc"⟦[⟧0] --> compile: UnrecognizedToken
        null⟦.⟧a --> compile: UnrecognizedToken
        true⟦.⟧a --> compile: UnrecognizedToken
        <<1>>⟦[⟧0] --> compile: UnrecognizedToken
        """)]
    public void A_path_has_a_root_and_segments(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        <<>> --> ""
        << (1 + 1) >> --> "Ag=="
        << <<1>>/binary >> --> "AQ=="
        << "a"/binary, event.b >> <-- {"b": 98} --> "YWI="
        << 1:0x10 >> --> "AAE="
        << 1 : 8 / integer >> --> "AQ=="
        << match >> --> compile: UnrecognizedToken 1:4-1:9
        << 1 ⟦+⟧ 1 >> --> compile: UnrecognizedToken
        << 1,⟦>>⟧ --> compile: UnrecognizedToken
        << ⟦,⟧ 1 >> --> compile: UnrecognizedToken
        << ⟦-⟧1 >> --> compile: UnrecognizedToken
        << ⟦!⟧1 >> --> compile: UnrecognizedToken
        << ⟦present⟧ event >> --> compile: UnrecognizedToken
        << 1:⟦x⟧ >> --> compile: UnrecognizedToken
        << 1:⟦(⟧8) >> --> compile: UnrecognizedToken
        << 1:⟦8.0⟧ >> --> compile: UnrecognizedToken
        << 1:8/⟦8⟧ >> --> compile: UnrecognizedToken
        << 1/signed⟦-⟧integer >> --> compile: UnrecognizedToken
        << 1/little⟦:⟧8 >> --> compile: UnrecognizedToken
        << 1 ⟦2⟧ >> --> compile: UnrecognizedToken
        << 1⟦;⟧ 2 >> --> compile: UnrecognizedToken
        """)]
    public void A_binary_has_parts(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        match event of case %{ present a, } => 1 case _ => 2 end <-- {"a": 1} --> 1
        match event of case %[ %{ present a } ] => 1 case _ => 2 end <-- [{"a": 1}] --> 1
        match event of case %( %{ present a }, _, ~ glob|x*|, 4 ) => 1 case _ => 2 end <-- [{"a": 1}, 2, "xy", 4] --> 1
        match event of case %{ a ~= %[1], b ~= %(2), c ~= %{ present d } } => 1 case _ => 2 end <-- {"a": [1], "b": [2], "c": {"d": 1}} --> 1
        match event of case %{ a == match 1 of case _ => 1 end } => 1 case _ => 2 end <-- {"a": 1} --> 1
        match event of case %{ a == 1 + 1, b != 1, c >= 1, d > 1, e <= 1, f < 1 } => 1 case _ => 2 end <-- {"a": 2, "b": 2, "c": 1, "d": 2, "e": 1, "f": 0} --> 1
        match event of case %(1, ...) => 1 case _ => 2 end <-- [1, 2] --> 1
        match event of case %(...) => 1 case _ => 2 end <-- [1, 2] --> 1
        match event of case %() => 1 case _ => 2 end <-- [] --> 1
        match event of case %[] => 1 case _ => 2 end <-- [1] --> 1
        match event of case %{} => 1 case _ => 2 end <-- {"a": 1} --> 1
        match event of case x = %{} => x case _ => 2 end <-- {"a": 1} --> {}
        match event of case x = _ => x end <-- 5 --> 5
        ⟦match event of case a = b = 5 => a case _ => 2 end⟧ <-- 5 --> Oops
        match event of case %{⟦,⟧} => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a ⟦,⟧ b == 1 } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a ⟦}⟧ => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ ⟦"⟧a" == 1 } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a = ⟦1⟧ } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ b = a ⟦==⟧ 1 } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ b = a ~= ⟦%{⟧} } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a ~= ⟦"⟧x" } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a ~= ⟦~⟧ re|x| } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ present a⟦.⟧b } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a⟦.⟧b == 1 } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a == 1⟦;⟧ b == 1 } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a ⟦:⟧ 1 } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %{ a == ⟦_⟧ } => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %[1,⟦]⟧ => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(1,⟦)⟧ => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(1 ⟦.⟧..) => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(...⟦,⟧ 1) => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(1, ..⟦)⟧ => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %[⟦.⟧..] => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %[1, ⟦.⟧..] => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %[⟦%[⟧1]] => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %[⟦%(⟧1)] => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(⟦%[⟧1]) => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(⟦%(⟧1)) => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(x ⟦=⟧ 1) => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case %(1⟦;⟧ 2) => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case ⟦=⟧ 1 => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case x.y ⟦=⟧ 1 => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case x = ⟦=>⟧ 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case ⟦.⟧.. => 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case ~ ⟦=>⟧ 1 case _ => 2 end --> compile: UnrecognizedToken
        match event of case ⟦let⟧ x = 1 => 1 case _ => 2 end --> compile: UnrecognizedToken
        [⟦%{⟧}] --> compile: UnrecognizedToken
        event ⟦~=⟧ re|x| --> compile: UnrecognizedToken
        """)]
    public void Patterns_nest_as_the_grammar_says(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [InlineData("match 1 of case _ => 1")]
    [InlineData("match 1 of")]
    [InlineData("match")]
    [InlineData("1 +")]
    [InlineData("let")]
    [InlineData("let a =")]
    [InlineData("(1")]
    [InlineData("[1")]
    [InlineData("[1,")]
    [InlineData("{")]
    [InlineData("{\"a\"")]
    [InlineData("f(")]
    [InlineData("event.")]
    [InlineData("event[")]
    [InlineData("event[1:")]
    [InlineData("emit =>")]
    [InlineData("fn f() with 1")]
    [InlineData("fn f(a) of case (1) => 1")]
    [InlineData("const A")]
    [InlineData("use")]
    [InlineData("use a::")]
    [InlineData("patch event of erase \"a\"")]
    [InlineData("merge event of event")]
    [InlineData("for [1] of case (i, v) => v into 0")]
    [InlineData("<<")]
    [InlineData("1 >>")]
    [InlineData("present (event)")]
    [InlineData("not")]
    public void A_script_that_ends_too_early_says_so_at_its_end(string script)
    {
        var end = script.Length + 1;
        Assert.Equal($"compile: ParserError 1:{end}-1:{end}", ScriptRun.Of(script));
    }
}
