namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>Which of several errors comes first, and how far constructs reach (spec: language 12.7).</summary>
public class ErrorOrderTests
{
    [Theory]
    [ScriptTable("""
        § lexing of everything, then parsing of everything, then checking, then folding
        event event; ⟦"abc⟧ --> compile: UnterminatedStringLiteral
        ) ; nope(); 1 / 0; 0⟦⟧b1 --> compile: UnexpectedCharacter
        nope(1); event ⟦event⟧ --> compile: UnrecognizedToken
        1 / 0; event ⟦event⟧ --> compile: UnrecognizedToken
        use nowhere; event ⟦event⟧ --> compile: UnrecognizedToken
        1 / 0; ⟦nope(1)⟧ --> compile: MissingFunction
        1 / 0; "#{⟦nope(1)⟧}" --> compile: MissingFunction
        1 / 0; use ⟦nowhere⟧ --> compile: ModuleNotFound
        1 / 0; match event of case ~ ⟦nope|x|⟧ => 1 case _ => 2 end --> compile: InvalidExtractor
        1 / 0; << ⟦1:99⟧ >> --> compile: Generic
        1 / 0; event[⟦1.5⟧] --> compile: TypeConflict
        1 / 0; ⟦recur()⟧ --> compile: InvalidRecur
        1 / 0; fn f() with ⟦drop⟧ end --> compile: InvalidDrop
        1 / 0; const A = 1; ⟦const A = 2⟧ --> compile: Generic
        § a const is folded when it is reached, the body of a fn behind it
        const A = ⟦1 / 0⟧; nope() --> compile: DivisionByZero
        nope(); const A = 1 / 0 --> compile: MissingFunction 1:1-1:7
        const B = 1; const B = ⟦1 / 0⟧ --> compile: DivisionByZero
        ⟦const B = 1; const B = event⟧ --> compile: NotConstant
        fn f() with ⟦1 / 0⟧ end; nope() --> compile: DivisionByZero
        fn f() with 1 end; fn f() with ⟦1 / 0⟧ end --> compile: DivisionByZero
        fn f() with 1 end; ⟦fn f() with 2 end⟧ --> compile: Generic
        fn f() with ⟦nope()⟧; 1 / 0 end; 1 --> compile: MissingFunction
        fn f() with 1 / 0; ⟦nope()⟧ end; 1 --> compile: MissingFunction
        § folding in the order of the text
        ⟦1 / 0⟧; not 1 --> compile: DivisionByZero
        [⟦1 / 0⟧, not 1] --> compile: DivisionByZero
        event; (⟦1 / 0⟧) + "a" * 2 --> compile: DivisionByZero
        """)]
    public void Phases_come_one_after_the_other(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        § checking: left to right
        [⟦nope(1)⟧, nada(2)] --> compile: MissingFunction
        ⟦nope(nada(1))⟧ --> compile: MissingFunction
        core::string::len(⟦nada(1)⟧) --> compile: MissingFunction
        {"#{⟦nope()⟧}": nada()} --> compile: MissingFunction
        let event[⟦nope()⟧] = nada() --> compile: MissingFunction
        emit ⟦nope()⟧ => "#{nada()}" --> compile: MissingFunction
        merge ⟦nope()⟧ of nada() end --> compile: MissingFunction
        << ⟦nope()⟧, nada() >> --> compile: MissingFunction
        § clauses before the target in match
        match nada() of case ⟦nope()⟧ => 1 case _ => 2 end --> compile: MissingFunction
        match nada() of case 1 => ⟦nope()⟧ case _ => 2 end --> compile: MissingFunction
        match nada() of case 1 when ⟦nope()⟧ => noway() case _ => 2 end --> compile: MissingFunction
        (match nada() of case 1 => ⟦nope()⟧ case _ => 2 end) --> compile: MissingFunction
        § operations before the target in patch
        patch nada() of insert "a" => ⟦nope()⟧ end --> compile: MissingFunction
        patch nada() of insert "#{⟦nope()⟧}" => noway() end --> compile: MissingFunction
        § segments before the root
        fn f() with 1 end; nada()[⟦nope()⟧] --> compile: MissingFunction
        {"a": nada()}[⟦nope()⟧] --> compile: MissingFunction
        § target and into before the clauses in for
        for ⟦nope()⟧ of case (k, v) => nada() into noway() end --> compile: MissingFunction
        for event of case (k, v) => nada() into ⟦nope()⟧ end --> compile: MissingFunction
        for event of case (k, v) when ⟦nope()⟧ => nada() end --> compile: MissingFunction
        (for event of case (k, v) => nada() into ⟦nope()⟧ end) --> compile: MissingFunction
        """)]
    public void Checking_goes_from_left_to_right_but_for(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        for (1 / 0) of case (k, v) => ⟦not 1⟧ end --> compile: InvalidUnary
        for event of case (k, v) => ⟦not 1⟧ into 1 / 0 end --> compile: InvalidUnary
        for (⟦1 / 0⟧) of case (k, v) => v into not 1 end --> compile: DivisionByZero
        patch (1 / 0) of insert "a" => ⟦not 1⟧ end --> compile: InvalidUnary
        emit 1 / 0 => "#{⟦not 1⟧}" --> compile: InvalidUnary
        match ⟦1 / 0⟧ of case not 1 => 1 case _ => 2 end --> compile: DivisionByZero
        merge ⟦1 / 0⟧ of not 1 end --> compile: DivisionByZero
        let event[⟦1 / 0⟧] = not 1 --> compile: DivisionByZero
        let args[⟦1 / 0⟧] = not 1 --> compile: DivisionByZero
        {"#{⟦1 / 0⟧}": not 1} --> compile: DivisionByZero
        {"a": ⟦1 / 0⟧, "#{not 1}": 2} --> compile: DivisionByZero
        {"a": ⟦1 / 0⟧}[not 1] --> compile: DivisionByZero
        event[⟦1 / 0⟧:not 1] --> compile: DivisionByZero
        << (⟦1 / 0⟧), (not 1) >> --> compile: DivisionByZero
        match event of case ⟦1 / 0⟧ when not 1 => 1 case _ => not 1 end --> compile: DivisionByZero
        match event of case 1 when ⟦1 / 0⟧ => not 1 case _ => not 1 end --> compile: DivisionByZero
        match event of case %{ a == 1, b == ⟦1 / 0⟧ } => not 1 case _ => 1 end --> compile: DivisionByZero
        match event of case %(1, ⟦1 / 0⟧) => not 1 case _ => 1 end --> compile: DivisionByZero
        for event of case (k, v) when ⟦1 / 0⟧ => not 1 end --> compile: DivisionByZero
        patch event of insert "#{⟦1 / 0⟧}" => not 1 end --> compile: DivisionByZero
        patch event of default => ⟦1 / 0⟧ end --> compile: DivisionByZero
        patch event of copy "#{⟦1 / 0⟧}" => "#{not 1}" end --> compile: DivisionByZero
        merge event of ⟦1 / 0⟧ end --> compile: DivisionByZero
        [present event[⟦1 / 0⟧], not 1] --> compile: DivisionByZero
        core::array::push(⟦1 / 0⟧, not 1) --> compile: DivisionByZero
        true or ⟦1 / 0⟧ --> compile: DivisionByZero
        false and ⟦1 / 0⟧ --> compile: DivisionByZero
        drop; ⟦1 / 0⟧ --> compile: DivisionByZero
        """)]
    public void Folding_goes_from_left_to_right_but_for(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        § parentheses belong to what is around them
        ⟦(1) / 0⟧ --> compile: DivisionByZero
        ⟦1 / (0)⟧ --> compile: DivisionByZero
        (⟦1 / 0⟧) --> compile: DivisionByZero
        ⟦(1 + 1) / (1 - 1)⟧ + 3 --> compile: DivisionByZero
        1 + ⟦2 / 0⟧ --> compile: DivisionByZero
        ⟦1 / 0⟧ + 2 --> compile: DivisionByZero
        ⟦-(1) / 0⟧ --> compile: DivisionByZero
        ⟦not (1)⟧ --> compile: InvalidUnary
        [-(⟦event⟧)] <-- "a" --> InvalidUnary
        [true and (⟦event⟧)] <-- 1 --> InvalidBinaryBoolean
        ⟦1⏎/ # why⏎0⟧ --> compile: DivisionByZero
        § paths and segments
        ⟦x.a["b"][0:1]⟧ --> BadAccessInLocal
        ⟦nowhere::X.a[0]⟧ --> compile: Generic
        event[ ⟦"a"⟧ ] <-- {} --> BadAccessInEvent
        event.a[⟦0 + 5⟧] <-- {"a": [1]} --> ArrayOutOfRange
        event.a[⟦0 : 5⟧] <-- {"a": [1]} --> ArrayOutOfRange
        § calls
        1 + ⟦nope(1, (2))⟧ --> compile: MissingFunction
        ⟦nowhere::deep::nope(1)⟧ --> compile: MissingFunction
        ⟦nope⏎(1)⟧ --> compile: MissingFunction
        fn f(a) with [⟦recur(1)⟧] end; 1 --> compile: InvalidRecur
        § let, emit, drop
        let ⟦$ = {"a": 1}⟧; 1 --> InvalidAssign
        let ⟦args.x = match 1 of case _ => 2 end⟧; 1 --> AssignToConst
        fn f() with ⟦emit⟧ end; 1 --> compile: InvalidEmit
        fn f() with ⟦emit event => "p"⟧ end; 1 --> compile: InvalidEmit
        fn f() with ⟦emit => "p"⟧ end; 1 --> compile: InvalidEmit
        fn f() with let x = ⟦emit 1⟧ end; 1 --> compile: InvalidEmit
        fn f() with match 1 of case _ => ⟦drop⟧ end end; 1 --> compile: InvalidDrop
        § keyword to end
        [⟦match event of case 1 => 1 end⟧] --> NoClauseHit
        ⟦match event⏎of case 1 => 1⏎end⟧ --> NoClauseHit
        fn f(n) with ⟦match n of case 1 => 2 end⟧ end; f(event) --> NoClauseHit
        merge ⟦event⟧ of {} end <-- 1 --> TypeConflict
        merge {} of ⟦event⟧ end <-- 1 --> TypeConflict
        patch ⟦event⟧ of erase "a" end <-- 1 --> TypeConflict
        patch event of ⟦insert "a" => 1⟧; erase "b" end <-- {"a": 1} --> PatchKeyExists
        patch event of ⟦update "a" => (1)⟧ end <-- {} --> UpdateKeyMissing
        patch event of ⟦move "a" => "b"⟧ end <-- {"b": 1} --> PatchKeyExists
        patch event of ⟦merge => 1⟧ end <-- {} --> MergeTypeConflict
        patch event of ⟦default => 1⟧ end <-- {} --> TypeConflict
        match event of case 1 when ⟦1⟧ => 1 case _ => 2 end <-- 1 --> TypeConflict
        § a clause of a for: its ( to where the following when or => begins
        for [1] of case ⟦(i, v) ⟧=> v into "" end --> InvalidBinary
        for [1] of case ⟦(i, v)⟧when true => v into "" end --> InvalidBinary
        for [1] of case ⟦( i, v )⏎ ⟧=> v into "" end --> InvalidBinary
        for [1] of case (i, v) => v; ⟦"a"⟧ into true use and end --> InvalidBinaryBoolean
        for [1] of case (i, v) => ⟦"a"⟧ into {} end --> TypeError
        for [1] of case (i, v) => ⟦v⟧ into [] use - end --> Generic
        § const, fn and intrinsic without their documentation
        ## doc⏎⟦const A = event⟧ --> compile: NotConstant
        fn f() with 1 end; ## doc⏎⟦fn f() with 2 end⟧ --> compile: Generic
        const A = 1; ## doc⏎⟦const A = 2⟧ --> compile: Generic
        ## doc⏎⟦intrinsic fn f() as nope::g⟧ --> compile: MissingModule
        § drawn from column 1 of the last line
        1;⏎2; const A = event.n⏎; 3 --> compile: NotConstant 2:1-2:21
        const A = [1,⏎ event⏎]; 3 --> compile: NotConstant 3:1-3:2
        """)]
    public void A_construct_reaches_from(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [InlineData("lib/syntax", "fn f() with 1 end; 2", "compile: UnrecognizedToken 1:20-1:21")]
    [InlineData("lexical", "const A = \"abc\n", "compile: UnterminatedStringLiteral 1:11-1:15")]
    [InlineData("constant", "fn f() with 1 end;\nconst A = event", "compile: NotConstant 2:1-2:16")]
    [InlineData("missing", "fn f() with\n nope() end", "compile: MissingFunction 2:2-2:8")]
    [InlineData("empty", "# nothing", "compile: ParserError 1:10-1:10")]
    public void An_error_in_a_module_has_its_place_there(string module, string text, string expected)
    {
        var modules = new MapModules((module, text));
        Assert.Equal(expected, ScriptRun.Of($"1 / 0; use {module.Replace("/", "::", StringComparison.Ordinal)}; 1", "null", modules));
        Assert.Equal("compile: UnrecognizedToken 1:3-1:4", ScriptRun.Of($"1 2; use {module.Replace("/", "::", StringComparison.Ordinal)}; 1", "null", modules));
    }

    [Fact]
    public void The_bodies_of_functions_in_modules_are_not_folded() =>
        Assert.Equal("1", ScriptRun.Of("use m; m::f()", "null", new MapModules(("m", "fn g(a) with match a of case null => 1 / 0 case _ => 2 end end; fn f() with 1; end; const A = 1"))));
}
