namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Making binaries (spec: language 10).</summary>
public class BytesTests
{
    [Theory]
    [InlineData("<< >>", "")]
    [InlineData("<< 1, 255 >>", "01 ff")]
    [InlineData("<< 1/integer, 2/unsigned, 3/big, 4/unsigned_integer, 5/big_integer, 6/big_unsigned_integer >>", "01 02 03 04 05 06")]
    [InlineData("<< (-1)/signed_integer, (-2)/big_signed_integer, 3/little, 4/little_integer, 5/little_unsigned_integer, (-6)/little_signed_integer >>", "ff fe 03 04 05 fa")]
    [InlineData("<< \"ab\"/binary, <<3, 4>>/binary >>", "61 62 03 04")]
    [InlineData("<< 258:16, 258:16/little, 258:24/little >>", "01 02 02 01 02 01 00")]
    [InlineData("<< 1:64, 1:64/little >>", "00 00 00 00 00 00 00 01 01 00 00 00 00 00 00 00")]
    [InlineData("<< 18446744073709551615:64 >>", "ff ff ff ff ff ff ff ff")]
    [InlineData("<< (-1):64/signed_integer, 9223372036854775807:64/signed_integer >>", "ff ff ff ff ff ff ff ff 7f ff ff ff ff ff ff ff")]
    [InlineData("<< (-2):12/signed_integer, 0:4 >>", "ff e0")]
    [InlineData("<< 511:8, 511:9, 0:7 >>", "ff ff 80")]
    [InlineData("<< 1:1 >>", "01")]
    [InlineData("<< 1:1, 0:1 >>", "02")]
    [InlineData("<< 1:4, 2:4 >>", "12")]
    [InlineData("<< 300:12 >>", "12 0c")]
    [InlineData("<< 5:3/little, 0:5 >>", "a0")]
    [InlineData("<< 4660:12/little, 0:4 >>", "41 20")] // 1234 in two bytes, swapped 3412, its low twelve bits
    [InlineData("<< 5:4, \"AB\"/binary >>", "54 14 02")]
    [InlineData("<< 1:1, <<255>>/binary, 0:7 >>", "ff 80")]
    [InlineData("<< \"hello\":2/binary >>", "68 65")]
    [InlineData("<< \"hello\":5/binary, \"\"/binary >>", "68 65 6c 6c 6f")]
    [InlineData("<< 7:7, 7:7 >>", "0e 07")]
    [InlineData("<< 0:3, 31:6, 0:7 >>", "0f 80")]
    [InlineData("<< 255:4, 0:4 >>", "f0")]
    [InlineData("<< 0:4, 4095:4 >>", "0f")]
    public void Parts_are_packed(string script, string expected)
    {
        var bytes = Convert.FromHexString(expected.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal($"\"{Convert.ToBase64String(bytes)}\"", ScriptRun.Of(script));
        Assert.Equal($"\"{Convert.ToBase64String(bytes)}\"", ScriptRun.Of($"match event of case null => {script} case _ => 0 end"));
    }

    [Theory]
    [ScriptTable("""
        << ⟦1:0⟧ >> --> compile: Generic
        << ⟦1:65⟧ >> --> compile: Generic
        << 1, ⟦"a":65/binary⟧ >> --> compile: Generic
        << ⟦1/signed⟧ >> --> compile: Generic
        << ⟦1/little_unsigned⟧ >> --> compile: Generic
        << ⟦1/big_unsigned⟧ >> --> compile: Generic
        << ⟦1:8/nothing⟧ >> --> compile: Generic
        << ⟦1:8/Integer⟧ >> --> compile: Generic
        << ⟦event.a:0⟧ >> --> compile: Generic
        << ⟦(-1)⟧ >> --> compile: Generic
        << ⟦(-1):8⟧, 1 >> --> compile: Generic
        << ⟦1.0⟧ >> --> compile: Generic
        << ⟦"a"⟧ >> --> compile: Generic
        << ⟦null/integer⟧ >> --> compile: Generic
        << ⟦9223372036854775808:64/signed_integer⟧ >> --> compile: Generic
        << 1, ⟦"ab":3/binary⟧ >> --> compile: Generic
        << ⟦1/binary⟧ >> --> compile: Generic
        << ⟦event⟧ >> <-- -1 --> Generic
        << ⟦event:16/little⟧ >> <-- 1.5 --> Generic
        << 1, ⟦event/binary⟧ >> <-- [1] --> Generic
        << ⟦event:3/binary⟧ >> <-- "ab" --> Generic
        << ⟦event/signed_integer⟧ >> <-- 18446744073709551615 --> Generic
        << event.⟦x⟧ >> <-- {} --> BadAccessInEvent
        << (event + 1), ⟦event⟧ >> <-- -1 --> Generic
        """)]
    public void A_part_that_does_not_fit_is_an_error(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        [<<1>> == <<1>>, <<1>> < <<2>>, <<97>> == "a"] --> [true,true,true]
        let b = <<1, 2>>; b[⟦0⟧] --> TypeConflict
        let b = <<1, 2>>; b[⟦0:1⟧] --> TypeConflict
        let b = <<1, 2>>; b.⟦a⟧ --> TypeConflict
        ⟦<<1>> + <<2>>⟧ --> compile: InvalidBinary
        match <<97>> of case "a" => 1 case _ => 2 end --> 1
        match <<97>> of case ~ re|a| => 1 case _ => 2 end --> 2
        for <<1, 2>> of case (i, v) => v end --> []
        """)]
    public void A_binary_is_compared_and_not_indexed(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));
}
