using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Json;

namespace Tremor.Dataflow.Tests.Engine.Json;

public class StructuralScanTests
{
    public static TheoryData<string> Widths() => new(Enum.GetNames<ScanWidth>());

    [Theory]
    [MemberData(nameof(Widths))]
    public void Tokens_are_brackets_colons_commas_both_quotes_and_the_first_bytes_of_the_rest(string width)
    {
        if (!StructuralScan.IsSupported(Enum.Parse<ScanWidth>(width))) return;
        Assert.Equal([0u, 1, 3, 4, 6, 7, 9, 10, 14, 17], Scan(width, "{\"a\": [12,true]  }"u8.ToArray(), false).Positions);
    }

    [Fact]
    public void The_quote_that_closes_a_string_with_escapes_is_marked_wherever_the_blocks_end()
    {
        for (var before = 0; before < 130; before++)
        {
            for (var escapes = 0; escapes < 4; escapes++)
            {
                var blanks = new string(' ', before);
                var inner = string.Concat(Enumerable.Repeat("\\\\", escapes)) + (escapes == 3 ? new string('a', 140) : "");
                var text = Encoding.ASCII.GetBytes($"[\"{blanks}\",\"{inner}\",\"\\\"\",\"b\"]");
                foreach (var width in Enum.GetNames<ScanWidth>())
                {
                    if (!StructuralScan.IsSupported(Enum.Parse<ScanWidth>(width))) continue;
                    var marks = Scan(width, text, false).Positions.Where(position => text[position & ~StructuralScan.EscapedBit] == '"')
                        .Select(position => position >= StructuralScan.EscapedBit).ToArray();
                    Assert.Equal([false, false, false, escapes > 0, false, true, false, false], marks);
                }
            }
        }
    }

    [Property(MaxTest = 1000)]
    public Property Every_width_agrees_with_the_plain_path_on_arbitrary_bytes() => AgreeOn(ArbMap.Default.GeneratorFor<byte[]>());

    [Property(MaxTest = 1000)]
    public Property Every_width_agrees_with_the_plain_path_on_bytes_that_look_like_json() => AgreeOn(
        Gen.Elements("{}[]:,\"\\ \n\r\t\f\u001a\u00010aé"u8.ToArray().Append((byte)'"').Append((byte)'\\').ToArray())
            .ArrayOf().Resize(300));

    private static Property AgreeOn(Gen<byte[]> texts) => Prop.ForAll(texts.ToArbitrary(), text =>
    {
        foreach (var lines in (bool[])[false, true])
        {
            var plain = Scan("Scalar", text, lines);
            foreach (var width in Enum.GetValues<ScanWidth>())
            {
                if (!StructuralScan.IsSupported(width)) continue;
                var found = Scan(width.ToString(), text, lines);
                Assert.Equal(plain.Positions, found.Positions);
                Assert.Equal(plain.Dirt, found.Dirt);
                Assert.Equal(
                    (plain.Result.IsSound, plain.Result.HasSpace),
                    (found.Result.IsSound, found.Result.HasSpace));
            }
        }
    });

    private static unsafe (uint[] Positions, uint[] Dirt, ScanResult Result) Scan(string width, byte[] text, bool lines)
    {
        // Nothing behind the text is read: what is there must not matter.
        var padded = new byte[text.Length + 64];
        padded.AsSpan().Fill((byte)'"');
        text.CopyTo(padded, 0);
        var positions = new uint[text.Length + StructuralScan.Slack];
        var dirt = new uint[StructuralScan.DirtFor(text.Length)];
        fixed (byte* start = padded)
        fixed (uint* output = positions)
        fixed (uint* blocks = dirt)
        {
            var result = StructuralScan.Run(Enum.Parse<ScanWidth>(width), start, text.Length, 0, lines, output, blocks);
            return (positions[..result.Count], dirt, result);
        }
    }
}
