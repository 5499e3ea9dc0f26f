namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Operators on numbers and other values (spec: language 3.3), each once folded and once at run time.</summary>
public class ArithmeticTests
{
    [Theory]
    [ScriptTable("""
        1 + 2 --> 3
        9223372036854775807 + 1 --> 9223372036854775808
        18446744073709551614 + 1 --> 18446744073709551615
        18446744073709551615 + 1 --> Overflow
        18446744073709551615 + -1 --> 1.8446744073709552e19
        -1 + 1 --> 0
        -9223372036854775808 + -1 --> Overflow
        -9223372036854775808 + 9223372036854775807 --> -1
        -1 + 9223372036854775808 --> 9.223372036854776e18
        5 - 7 --> -2
        7 - 5 --> 2
        18446744073709551615 - 1 --> 18446744073709551614
        0 - 9223372036854775807 --> -9223372036854775807
        0 - 9223372036854775808 --> Overflow
        1 - 9223372036854775808 --> -9223372036854775807
        1 - 9223372036854775809 --> Overflow
        -9223372036854775808 - 1 --> Overflow
        -1 - -1 --> 0
        3 * 4 --> 12
        4294967296 * 4294967295 --> 18446744069414584320
        4294967296 * 4294967296 --> Overflow
        -2 * 9223372036854775807 --> Overflow
        -1 * 9223372036854775807 --> -9223372036854775807
        7 / 2 --> 3.5
        8 / 2 --> 4.0
        -7 / 2 --> -3.5
        0 / 5 --> 0.0
        1 / 0 --> DivisionByZero
        0 / 0 --> DivisionByZero
        -1 / 0 --> DivisionByZero
        18446744073709551615 / -1 --> -1.8446744073709552e19
        7 % 3 --> 1
        -7 % 3 --> -1
        7 % -3 --> 1
        -7 % -3 --> -1
        7 % 0 --> DivisionByZero
        -7 % 0 --> DivisionByZero
        18446744073709551615 % 10 --> 5
        -9223372036854775808 % -1 --> Overflow
        18446744073709551615 % -1 --> InvalidBinary
        7.0 % 2 --> InvalidBinary
        7 % 2.0 --> InvalidBinary
        7.5 % 0 --> InvalidBinary
        6 & 3 --> 2
        6 ^ 3 --> 5
        -1 & 255 --> 255
        -1 ^ 1 --> -2
        18446744073709551615 & 1 --> 1
        18446744073709551615 ^ 1 --> 18446744073709551614
        18446744073709551615 & -1 --> InvalidBinary
        1.0 & 1 --> InvalidBinary
        1 ^ 1.0 --> InvalidBinary
        1 << 0 --> 1
        1 << 63 --> 9223372036854775808
        3 << 63 --> 9223372036854775808
        18446744073709551615 << 1 --> 18446744073709551614
        -1 << 63 --> -9223372036854775808
        -1 << 1 --> -2
        1 << 64 --> InvalidBitshift
        1 << -1 --> InvalidBitshift
        -1 << 64 --> InvalidBitshift
        1 << 18446744073709551615 --> InvalidBitshift
        18446744073709551615 << -1 --> InvalidBinary
        1 << 1.0 --> InvalidBinary
        8 >> 1 --> 4
        18446744073709551615 >> 63 --> 1
        -2 >> 1 --> -1
        -1 >> 63 --> -1
        1 >> 64 --> InvalidBitshift
        1 >> -1 --> InvalidBitshift
        8 >>> 1 --> 4
        18446744073709551615 >>> 1 --> 9223372036854775807
        -2 >>> 1 --> 9223372036854775807
        -1 >>> 63 --> 1
        -1 >>> 0 --> -1
        1 >>> 64 --> InvalidBitshift
        -1 >>> -1 --> InvalidBitshift
        1.0 >>> 1 --> InvalidBinary
        1.5 + 1 --> 2.5
        1 - 1.5 --> -0.5
        1.5 * 2 --> 3.0
        1 / 2.0 --> 0.5
        § other values
        "a" + "b" --> "ab"
        "a" + "" --> "a"
        [1] + [2, "a"] --> [1,2,"a"]
        {"a": 1, "b": {"c": 1}} + {"b": {"d": 2}} --> {"a":1,"b":{"d":2}}
        {"a": 1} + {"a": null} --> {"a":null}
        true & false --> false
        true ^ true --> false
        true ^ false --> true
        "a" + 1 --> InvalidBinary
        1 + "a" --> InvalidBinary
        null + null --> InvalidBinary
        true + true --> InvalidBinary
        [1] + 1 --> InvalidBinary
        1 + [1] --> InvalidBinary
        {} + [] --> InvalidBinary
        "b" - "a" --> InvalidBinary
        "a" * 2 --> InvalidBinary
        true & 1 --> InvalidBinary
        true << 1 --> InvalidBinary
        [1] - [1] --> InvalidBinary
        {} / 1 --> InvalidBinary
        null % 1 --> InvalidBinary
        """)]
    public void An_operator_gives(string script, string payload, string expected)
    {
        Assert.Equal("null", payload);
        var isError = char.IsLetter(expected[0]) && expected is not ("true" or "false");
        var place = isError ? $" 1:1-1:{script.Length + 1}" : "";
        Assert.Equal((isError ? "compile: " : "") + expected + place, ScriptRun.Of(script));

        var parts = script.Split(' ');
        var at = Array.FindIndex(
            parts, 1,
            static p => p.Length > 0 && "+-*/%&^<>".Contains(p[0], StringComparison.Ordinal) && (p.Length == 1 || !char.IsAsciiDigit(p[1])));
        if (!script.Contains(": {", StringComparison.Ordinal) && !script.StartsWith('{')) // a blank inside an operand
        {
            var @operator = parts[at];
            var data = "[" + string.Join(' ', parts[..at]) + ", " + string.Join(' ', parts[(at + 1)..]) + "]";
            Assert.Equal(expected + (isError ? $" 1:1-1:{18 + @operator.Length + 1}" : ""), ScriptRun.Of($"event[0] {@operator} event[1]", data));
        }
    }

    [Theory]
    [ScriptTable("""
        <<1>> + <<2>> --> compile: InvalidBinary 1:1-1:14
        "a" + <<1>> --> compile: InvalidBinary 1:1-1:12
        1.0 / 0 > 1 --> true
        1 / 0.0 > 1 --> true
        -1 / 0.0 < 1 --> true
        0.0 / 0 == 0.0 / 0 --> false
        1.0e308 * 10 > 1.0e308 --> true
        -1 * 9223372036854775808 == -9223372036854775808.0 --> true
        [⟦event + [event]⟧] <-- 1 --> TypeError
        event + [event[0]] <-- [1] --> [1,1]
        [⟦event + [1]⟧] <-- 1 --> InvalidBinary
        [⟦event + [event]⟧] <-- "a" --> TypeError
        [⟦event + [1, [event]]⟧] <-- {} --> TypeError
        [⟦[event] + event⟧] <-- 1 --> InvalidBinary
        """)]
    public void Other_operands_give(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        [+1, +-1, +1.5] --> [1,-1,1.5]
        [-1.5, -(-1.5), -0.0] --> [-1.5,1.5,-0.0]
        [-5, -(-5), -0] --> [-5,5,0]
        [-event, +event, !event] <-- 9223372036854775808 --> [-9223372036854775808,9223372036854775808,9223372036854775807]
        [-⟦event⟧] <-- 9223372036854775809 --> InvalidUnary
        [-⟦event⟧] <-- -9223372036854775808 --> InvalidUnary
        [-⟦event⟧] <-- "a" --> InvalidUnary
        [+⟦event⟧] <-- "a" --> InvalidUnary
        [!⟦event⟧] <-- "a" --> InvalidUnary
        [!⟦event⟧] <-- 1.5 --> InvalidUnary
        [!⟦event⟧] <-- null --> InvalidUnary
        [not ⟦event⟧] <-- 1 --> InvalidUnary
        [not ⟦event.a⟧] <-- {"a": null} --> InvalidUnary
        [+⟦event⟧] <-- true --> InvalidUnary
        [-⟦event⟧] <-- null --> InvalidUnary
        [!0, !1, !(-4), !(-1)] --> [18446744073709551615,18446744073709551614,3,0]
        [!event] <-- -1 --> [0]
        [not true, not false, !true] --> [false,true,false]
        [⟦-"a"⟧] --> compile: InvalidUnary
        [⟦+null⟧] --> compile: InvalidUnary
        [⟦!1.5⟧] --> compile: InvalidUnary
        [⟦not 1⟧] --> compile: InvalidUnary
        [⟦-(9223372036854775809)⟧] --> compile: InvalidUnary
        """)]
    public void A_unary_operator_gives(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        [true or false, false or false, true and true, true and false] --> [true,false,true,false]
        [true xor true, true xor false, false xor false] --> [false,true,false]
        [true or 1, false and 1] --> [true,false]
        [true or event, false and event] --> [true,false]
        [event or event.x.y] <-- true --> [true]
        [event and event.x.y] <-- false --> [false]
        [⟦event⟧ or true] <-- 1 --> InvalidBinaryBoolean
        [false or ⟦event⟧] <-- 1 --> InvalidBinaryBoolean
        [⟦event⟧ and true] <-- null --> InvalidBinaryBoolean
        [true and ⟦event⟧] <-- "a" --> InvalidBinaryBoolean
        [⟦event⟧ xor true] <-- 1 --> InvalidBinaryBoolean
        [true xor ⟦event⟧] <-- 1 --> InvalidBinaryBoolean
        [true xor event.⟦a⟧] <-- {} --> BadAccessInEvent
        [⟦1⟧ or true] --> InvalidBinaryBoolean
        [false or ⟦1⟧] --> InvalidBinaryBoolean
        """)]
    public void Logic_needs_bools(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
