namespace Tremor.Dataflow.Tests.Script.Compiler;

/// <summary>Which of several errors is reported (spec: language 12.7).</summary>
public class FirstErrorTests
{
    [Theory]
    // Lexing before parsing before checking before folding.
    [InlineData("UnterminatedStringLiteral", "event + ; nope();\n«\"abc»")]
    [InlineData("UnexpectedEscapeCode", "let = 1;\n\"a«\\q»\"")]
    [InlineData("UnrecognizedToken", "nope(); 1 / 0; let «=» 1")]
    [InlineData("UnrecognizedToken", "1 / 0; \"#{nope() «x»}\"")]
    [InlineData("MissingFunction", "1 / 0; «nope()»")]
    [InlineData("MissingFunction", "match event of case 1 / 0 => «nope()» case _ => 1 end")]
    [InlineData("Generic", "1 / 0; << «1:65» >>")]
    [InlineData("InvalidExtractor", "1 / 0; match event of case ~ «frob|a|» => 1 case _ => 1 end")]
    [InlineData("TypeConflict", "1 / 0; event[«1.5»]")]
    [InlineData("InvalidRecur", "1 / 0; «recur()»")]
    // A constant is folded when it is reached, the body of a function behind its definition.
    [InlineData("DivisionByZero", "const A = «1 / 0»; nope()")]
    [InlineData("DivisionByZero", "fn f(a) with a + («1 / 0») end; nope()")]
    [InlineData("MissingFunction", "fn f(a) with 1 / 0; «nope()» end; 1")]
    [InlineData("NotConstant", "«const A = event»; nope()")]
    [InlineData("DivisionByZero", "const A = 1; const A = «1 / 0»")]
    [InlineData("MissingFunction", "fn f() with 1 end; fn f() with «nope()» end")]
    [InlineData("DivisionByZero", "fn f() with 1 end; fn f() with «1 / 0» end")]
    // Clauses before the target in match, operations before the target in patch, segments before the root, target and into before the clauses in for.
    [InlineData("MissingFunction", "match nope() of case _ => «missing()» end")]
    [InlineData("MissingFunction", "match nope() of case «one()» when two() => three() case four() => 5 end")]
    [InlineData("MissingFunction", "match nope() of case _ when «two()» => three() end")]
    [InlineData("MissingFunction", "patch nope() of insert \"a\" => «one()» end")]
    [InlineData("MissingFunction", "patch nope() of insert \"#{«zero()»}\" => one() end")]
    [InlineData("MissingFunction", "merge «nope()» of one() end")]
    [InlineData("MissingFunction", "nope()[«one()»]")]
    [InlineData("MissingFunction", "(nope())[«one()»:two()]")]
    [InlineData("MissingFunction", "for «nope()» of case (k, v) => one() into two() end")]
    [InlineData("MissingFunction", "for 1 of case (k, v) => one() into «two()» end")]
    [InlineData("MissingFunction", "for 1 of case (k, v) when «one()» => two() end")]
    [InlineData("MissingFunction", "«nope(one())»")]
    [InlineData("MissingFunction", "core::string::len(«one()»)")]
    [InlineData("MissingFunction", "[1, «one()», two()]")]
    [InlineData("MissingFunction", "let event[«one()»] = two()")]
    [InlineData("MissingFunction", "emit «one()» => \"#{two()}\"")]
    // Folding goes in source order, with its own exceptions.
    [InlineData("DivisionByZero", "match «1 / 0» of case 1 % 0 => 2 % 0 end")]
    [InlineData("DivisionByZero", "match event of case «1 % 0» when 1 / 0 => 2 % 0 end")]
    [InlineData("DivisionByZero", "match event of case _ when «1 / 0» => 2 % 0 end")]
    [InlineData("DivisionByZero", "for 1 / 0 of case (k, v) => «2 / 0» into 3 / 0 end")]
    [InlineData("DivisionByZero", "for «1 / 0» of case (k, v) => 1 into 3 / 0 end")]
    [InlineData("DivisionByZero", "patch 1 / 0 of insert \"a\" => «2 / 0» end")]
    [InlineData("DivisionByZero", "merge «1 / 0» of 2 / 0 end")]
    [InlineData("DivisionByZero", "emit 1 / 0 => \"#{«2 / 0»}\"")]
    [InlineData("DivisionByZero", "let event[«1 / 0»] = 2 / 0")]
    [InlineData("DivisionByZero", "[«1 / 0», 2 / 0]")]
    [InlineData("Overflow", "event.a + («18446744073709551615 + 1») + 1 / 0")]
    // What only this compiler refuses comes last.
    [InlineData("MissingFunction", "fn f(a) with match recur(a) of case _ => 1 end end; «nope()»")]
    [InlineData("DivisionByZero", "fn f(a) with for recur(a) of case (k, v) => 1 end end; «1 / 0»")]
    [InlineData("InvalidRecur", "fn f(a) with match «recur(a)» of case _ => 1 end end; 1")]
    [InlineData("InvalidRecur", "fn f(a) with for «recur(a)» of case (k, v) => 1 end end; 1")]
    public void The_first_of_the_first_phase_is_reported(string kind, string script) => MarkedScript.Fails("compile: " + kind, script);
}
