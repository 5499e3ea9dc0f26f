namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>Integer and float literals (spec: language 1.4, language 1.5, language 12.1).</summary>
public class NumberTests
{
    [Theory]
    [ScriptTable("""
        0 --> 0
        007 --> 7
        1_000 --> 1000
        12__0_ --> 120
        0xff --> 255
        0xFf --> 255
        0x_f__f_ --> 255
        0x0 --> 0
        0xffffffffffffffff --> 18446744073709551615
        18446744073709551615 --> 18446744073709551615
        1844674407370955161_5 --> 18446744073709551615
        -5 --> -5
        --5 --> 5
        - 5 --> -5
        -9223372036854775808 --> -9223372036854775808
        - 9223372036854775808 --> -9223372036854775808
        ⟦-9223372036854775809⟧ --> compile: InvalidUnary
        ⟦-18446744073709551615⟧ --> compile: InvalidUnary
        ⟦--9223372036854775808⟧ --> compile: InvalidUnary
        """)]
    public void An_integer_is_decimal_or_hexadecimal(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        ⟦18446744073709551616⟧ --> compile: InvalidIntLiteral
        1 + ⟦99_999_999_999_999_999_999⟧; 2 --> compile: InvalidIntLiteral
        ⟦0x10000000000000000⟧ --> compile: InvalidHexLiteral
        ⟦0x1_0000_0000_0000_0000⟧ + 1 --> compile: InvalidHexLiteral
        ⟦0x;⟧ --> compile: InvalidHexLiteral
        [⟦0x]⟧ --> compile: InvalidHexLiteral
        ⟦0x;⟧ 1 --> compile: InvalidHexLiteral
        ⟦0xz⟧ --> compile: InvalidHexLiteral
        ⟦0xzf⟧ --> compile: InvalidHexLiteral
        ⟦0x;1_a⟧ --> compile: InvalidHexLiteral
        ⟦3x1⟧ --> compile: InvalidHexLiteral
        ⟦00x1⟧ --> compile: InvalidHexLiteral
        ⟦12x1f⟧; 1 --> compile: InvalidHexLiteral
        ⟦0_x1⟧ --> compile: InvalidHexLiteral
        ⟦3xz⟧z --> compile: InvalidHexLiteral
        ⟦0xz⟧z --> compile: UnexpectedCharacter
        ⟦0xz_1⟧g --> compile: UnexpectedCharacter
        ⟦0xa⟧g --> compile: UnexpectedCharacter
        ⟦0x1⟧x --> compile: UnexpectedCharacter
        0x⟦⟧ --> compile: UnexpectedEndOfStream
        3x⟦⟧ --> compile: UnexpectedEndOfStream
        0⟦⟧b1 --> compile: UnexpectedCharacter
        12⟦⟧ab --> compile: UnexpectedCharacter
        0⟦⟧X1 --> compile: UnexpectedCharacter
        1⟦⟧e5 --> compile: UnexpectedCharacter
        2⟦⟧e3 --> compile: UnexpectedCharacter
        1_⟦⟧a --> compile: UnexpectedCharacter
        1⟦⟧é --> compile: UnexpectedCharacter
        1⟦⟧u8 --> compile: UnexpectedCharacter
        """)]
    public void A_malformed_integer_has_its_place(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        4. --> 4.0
        4.;5 --> 5
        4. + 1 --> 5.0
        1_0.5_0_ --> 10.5
        0.5 --> 0.5
        2.5e3 --> 2500.0
        2.5e+3 --> 2500.0
        2.5e-3 --> 0.0025
        2.5e0_3 --> 2500.0
        1.e3 --> 1000.0
        1.0e5 + 2 --> 100002.0
        1.0e5+2 --> 100002.0
        1.0e5-2 --> 99998.0
        1.0e400 > 1.0e308 --> true
        1.0e400 == 1.0e400 --> false
        0.1 --> 0.1
        1.7976931348623157e308 --> 1.7976931348623157e308
        4.9e-324 --> 5e-324
        123456789.123456789 --> 123456789.12345679
        """)]
    public void A_float_has_a_dot(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        ⟦.⟧5 --> compile: UnrecognizedToken
        1.⟦.⟧2 --> compile: UnrecognizedToken
        1.5⟦.⟧2 --> compile: UnrecognizedToken
        ⟦2.5⟧E3 --> compile: UnexpectedCharacter
        ⟦2.5⟧x --> compile: UnexpectedCharacter
        ⟦4.⟧x --> compile: UnexpectedCharacter
        ⟦1_0.⟧field --> compile: UnexpectedCharacter
        ⟦2.5⟧e --> compile: InvalidFloatLiteral
        ⟦7.5e,⟧ --> compile: InvalidFloatLiteral
        [⟦7.5e,⟧ 1] --> compile: InvalidFloatLiteral
        ⟦2.5ex⟧ --> compile: InvalidFloatLiteral
        ⟦2.5ex1⟧ --> compile: InvalidFloatLiteral
        ⟦2.5e ⟧; 1 --> compile: InvalidFloatLiteral
        ⟦2.5e+⟧; 1 --> compile: InvalidFloatLiteral
        ⟦2.5e-⟧x --> compile: InvalidFloatLiteral
        2.5e3⟦x⟧ --> compile: UnrecognizedToken
        2.5e3⟦e⟧ --> compile: UnrecognizedToken
        """)]
    public void A_malformed_float_has_its_place(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
