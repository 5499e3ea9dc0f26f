namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>Which operator takes its operands first (spec: language 2.4).</summary>
public class PrecedenceTests
{
    [Theory]
    [ScriptTable("""
        § or, xor, and, ^, &
        true or false and false --> true
        true or true xor true --> true
        true xor true and false --> true
        true ^ true and false --> false
        true ^ true & false --> true
        true or false == false --> true
        § &, ==, <
        ⟦3 & 5 == 5⟧ --> compile: InvalidBinary
        true & 1 == 1 --> true
        1 < 2 == true --> true
        true == 1 < 2 --> true
        true != 1 >= 2 --> true
        1 == 1 == true --> true
        ⟦1 < 2 < 3⟧ --> compile: InvalidBinary
        § shifts, sums, products
        1 << 2 > 3 --> true
        1 << 2 + 1 --> 8
        8 >> 1 << 2 --> 16
        2 + 3 * 4 --> 14
        10 - 2 - 3 --> 5
        10 - 2 + 3 --> 11
        2 * 6 / 3 --> 4.0
        7 % 4 * 2 --> 6
        2 * 7 % 4 --> 2
        1 + 7 % 4 --> 4
        1 + 2 == 3 and 4 > 3 --> true
        "a" + "b" == "ab" --> true
        § unary
        -2 + 3 --> 1
        -7 % 3 --> -1
        - 1 - 1 --> -2
        2 - -2 --> 4
        2 * -2 --> -4
        -1 >>> 60 --> 15
        !0 >>> 60 --> 15
        !1 + 1 --> 18446744073709551615
        !1 == 18446744073709551614 --> true
        not true == false --> true
        ⟦not 1⟧ == 2 --> compile: InvalidUnary
        not false and false --> false
        not present event.a and false --> false
        present event.a or true --> true
        present event.a == false --> true
        -[1][0] --> -1
        § parentheses
        (1 + 2) * 3 --> 9
        10 - (2 - 3) --> 11
        not (true and false) --> true
        """)]
    public void Operators_bind(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
