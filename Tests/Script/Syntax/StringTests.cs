namespace Tremor.Dataflow.Tests.Script.Syntax;

/// <summary>Plain strings, interpolation and heredocs (spec: language 1.6, language 1.7, language 1.8, language 12.1).</summary>
public class StringTests
{
    [Theory]
    [ScriptTable("""""
        "" --> ""
        "a" --> "a"
        "\"\\\#\n\r\t" --> "\"\\#\n\r\t"
        "\b\f" --> "\b\f"
        "\u0041\u00e9\u00E9" --> "Aéé"
        "\u0000" --> "\u0000"
        "\uffff" == "\ufffe" --> false
        "😀" --> "😀"
        "a⇥b" --> "a\tb"
        "a␍b" --> "a\rb"
        "`" --> "`"
        "|" --> "|"
        "" ⟦"⟧" --> compile: UnrecognizedToken
        "a" ⟦"⟧b" --> compile: UnrecognizedToken
        "a"⏎⟦"""⟧⏎b""" --> compile: UnrecognizedToken
        """"")]
    public void A_plain_string_stands_on_one_line(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""""
        "⟦\/⟧" --> compile: UnexpectedEscapeCode
        "ab⟦\'⟧" --> compile: UnexpectedEscapeCode
        "⟦\0⟧" --> compile: UnexpectedEscapeCode
        "⟦\x⟧41" --> compile: UnexpectedEscapeCode
        "⟦\{⟧" --> compile: UnexpectedEscapeCode
        "⟦\ ⟧" --> compile: UnexpectedEscapeCode
        "é⟦\é⟧" --> compile: UnexpectedEscapeCode
        "⟦\q⟧ --> compile: UnexpectedEscapeCode
        "⟦\u{⟧41}" --> compile: InvalidUtf8Sequence
        "⟦\u12"⟧ --> compile: InvalidUtf8Sequence
        "⟦\u"⟧ --> compile: InvalidUtf8Sequence
        "⟦\u123g⟧" --> compile: InvalidUtf8Sequence
        "⟦\uz⟧" --> compile: InvalidUtf8Sequence
        "⟦\u12⟧ --> compile: InvalidUtf8Sequence
        "⟦\u⟧ --> compile: InvalidUtf8Sequence
        "⟦\ud800⟧" --> compile: InvalidUtf8Sequence
        "⟦\uDFFF⟧" --> compile: InvalidUtf8Sequence
        "⟦\ud83d⟧\ude00" --> compile: InvalidUtf8Sequence
        "a\⟦⟧ --> compile: UnexpectedEndOfStream
        ⟦"abc⟧ --> compile: UnterminatedStringLiteral
        ⟦"⟧ --> compile: UnterminatedStringLiteral
        1 + ⟦"abc ⟧⏎" --> compile: UnterminatedStringLiteral
        ⟦"ab#{1}c⟧⏎" --> compile: UnterminatedStringLiteral
        """⏎a⟦\q⟧b""" --> compile: UnexpectedEscapeCode
        """⏎⟦\u1"⟧"" --> compile: InvalidUtf8Sequence
        """⏎a\⟦⟧ --> compile: UnexpectedEndOfStream
        """"")]
    public void A_malformed_string_has_its_place(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""""
        "#{1 + 1}" --> "2"
        "a#{"b#{"c"}d"}e" --> "abcde"
        "#" --> "#"
        "# {" --> "# {"
        "##{1}" --> "#1"
        "a#" --> "a#"
        "{}" --> "{}"
        "}#{1}}" --> "}1}"
        "\#{1}" --> "#{1}"
        "#{ {"a": {"b": 1}} }" --> "{\"a\":{\"b\":1}}"
        "#{(match {} of case %{} => 1 case _ => 2 end)}" --> "1"
        "#{(match {"a": {}} of case %{ a ~= %{} } => 1 case _ => 2 end)}" --> "1"
        "#{(for [1] of case (i, v) => v end)}" --> "[1]"
        "a#{⏎1⏎}b" --> "a1b"
        "#{1 # } comment⏎}" --> "1"
        "#{"#"}" --> "#"
        "#{"}"}" --> "}"
        "#{event.`}`}" <-- {"}": 1} --> "1"
        {"a#{1}": 2} --> {"a1":2}
        patch {} of insert "k#{1}" => 1 end --> {"k1":1}
        emit 1 => "p#{1}" --> p1: 1
        """⏎a#{"b"}⏎c""" --> "ab\nc"
        """⏎a#{"""⏎b"""}c""" --> "abc"
        "a#{"""⏎b"""}c" --> "abc"
        "#{present event.a}" --> "false"
        "#{-1}" --> "-1"
        """"")]
    public void Interpolation_embeds_a_simple_expression(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""""
        "a ⟦#{}⟧" --> compile: EmptyInterpolation
        """⏎⟦#{}⟧""" --> compile: EmptyInterpolation
        "#{ ⟦}⟧" --> compile: UnrecognizedToken
        "#{⏎⟦}⟧" --> compile: UnrecognizedToken
        "#{a ⟦b⟧}" --> compile: UnrecognizedToken
        "#{⟦match⟧ 1 of case _ => 2 end}" --> compile: UnrecognizedToken
        "#{⟦for⟧ [1] of case (i, v) => v end}" --> compile: UnrecognizedToken
        "#{⟦let⟧ x = 1}" --> compile: UnrecognizedToken
        "#{⟦emit⟧}" --> compile: UnrecognizedToken
        "#{1⟦;⟧ 2}" --> compile: UnrecognizedToken
        "#{1⟦,⟧ 2}" --> compile: UnrecognizedToken
        "#{1 +⟦}⟧" --> compile: UnrecognizedToken
        "#{"#{a ⟦b⟧}"}" --> compile: UnrecognizedToken
        "é#{⟦)⟧}" --> compile: UnrecognizedToken
        """⏎a⏎ #{1 ⟦2⟧}⏎""" --> compile: UnrecognizedToken
        "#{⟦%(⟧}" --> compile: UnrecognizedToken
        "sum: ⟦#{⟧a + b"⏎ --> compile: UnterminatedInterpolation
        "sum: ⟦#{⟧a + b" --> compile: UnterminatedInterpolation
        "sum: ⟦#{⟧a + b --> compile: UnterminatedInterpolation
        "⟦#{⟧ {"a": 1}" --> compile: UnterminatedInterpolation
        """"")]
    public void A_malformed_interpolation_has_its_place(string script, string payload, string expected) =>
        Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""""
        § its own place
        "#{⟦0x1⟧g}" --> compile: UnexpectedCharacter
        "#{"⟦\q⟧"}" --> compile: UnexpectedEscapeCode
        "#{"⟦#{}⟧"}" --> compile: EmptyInterpolation
        "a#{⟦`x⟧⏎}" --> compile: UnterminatedIdentLiteral
        """⏎#{⟦"abc⟧⏎}""" --> compile: UnterminatedStringLiteral
        § a plain string inside a plain one
        "a⟦#{⟧"bc⏎}" --> compile: UnterminatedInterpolation
        "a⟦#{⟧"#{"b}"}" --> compile: UnterminatedInterpolation
        § from the inside out
        "#{"⟦#{⟧1 + "} --> compile: UnterminatedInterpolation
        """⏎⟦#{⟧a --> compile: UnterminatedInterpolation
        """⏎#{"⟦#{⟧1"}⏎""" --> compile: UnterminatedInterpolation
        § a heredoc inside a heredoc
        ⟦"""⏎#{a⏎"""⟧ --> compile: UnterminatedInterpolation
        ⟦"""⏎#{a⏎""";⟧⏎1 --> compile: UnterminatedInterpolation
        ⟦"""⏎#{a⏎"""⏎;1⟧ --> compile: UnterminatedInterpolation
        ⟦"""⏎#{"""x rest⟧⏎"""}⏎""" --> compile: UnterminatedInterpolation
        § text behind the opener inside a plain string
        "#{⟦"""⟧x"""}" --> compile: UnterminatedHereDoc
        "#{⟦"""⏎abc⟧ --> compile: UnterminatedHereDoc
        """"")]
    public void A_lexical_error_inside_an_interpolation_keeps_its_place_or_takes_the_outer_one(string script, string payload, string expected)
        => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""""
        "#{null}" --> "null"
        "#{true}#{false}" --> "truefalse"
        "#{"raw \" \\"}" --> "raw \" \\"
        "#{[1, "a"]}" --> "[1,\"a\"]"
        "#{{"b": 1, "a": [null]}}" --> "{\"b\":1,\"a\":[null]}"
        "#{<<1>>}" --> "\"AQ==\""
        "#{[<<>>]}" --> "[\"\"]"
        "#{18446744073709551615} #{-9223372036854775808}" --> "18446744073709551615 -9223372036854775808"
        "#{1.0}" --> "1.0"
        "#{-0.0}" --> "-0.0"
        "#{0.00001}" --> "0.00001"
        "#{0.000012}" --> "0.000012"
        "#{0.000001}" --> "1e-6"
        "#{0.00000123}" --> "1.23e-6"
        "#{1000000000000000.0}" --> "1000000000000000.0"
        "#{1234567890123456.0}" --> "1234567890123456.0"
        "#{10000000000000000.0}" --> "1e16"
        "#{1.0e16}" --> "1e16"
        "#{1.5e-7}" --> "1.5e-7"
        "#{123456789012345680.0}" --> "1.2345678901234568e17"
        "#{12345.678}" --> "12345.678"
        "#{1.5e300}" --> "1.5e300"
        "#{["\b\t\n\f\r\"\\/\u0001\u001f"]}" --> "[\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\"]"
        "#{["é\u007f😀"]}" == "[\"é\u007f😀\"]" --> true
        "#{{"a\nb": 1}}" --> "{\"a\\nb\":1}"
        """"")]
    public void A_string_is_inserted_raw_and_everything_else_as_compact_JSON(string script, string payload, string expected)
        => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""""
        """⏎abc⏎""" --> "abc\n"
        """⏎abc""" --> "abc"
        """⏎""" --> ""
        """⏎⏎""" --> "\n"
        """⏎  a⏎ b⏎  """ --> "  a\n b\n  "
        """⏎a"b""c""" --> "a\"b\"\"c"
        """⏎a\"""" --> "a\""
        """⏎a\nb␍⏎""" --> "a\nb\r\n"
        """⏎# no comment⏎""" --> "# no comment\n"
        """⏎é\u0041""" --> "éA"
        {"""⏎a""": 1} --> {"a":1}
        ⟦"""⟧ ⏎a""" --> compile: TailingHereDoc
        ⟦"""⟧␍⏎a""" --> compile: TailingHereDoc
        1 + ⟦"""⟧x⏎""" --> compile: TailingHereDoc
        ⟦"""⟧""" --> compile: TailingHereDoc
        ⟦"""⟧ --> compile: UnterminatedHereDoc
        ⟦"""⏎abc⟧ --> compile: UnterminatedHereDoc
        ⟦"""⏎⟧ --> compile: UnterminatedHereDoc
        1; ⟦"""⏎abc⏎ ""⟧ --> compile: UnterminatedHereDoc
        """⏎a"""⟦"⟧ --> compile: UnterminatedStringLiteral
        """"")]
    public void A_heredoc_keeps_its_text_as_it_is(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
