using System.Text;
using Tremor.Dataflow.Engine.Values.Writing;

namespace Tremor.Dataflow.Tests.Engine.Values.Writing;

public sealed class PlainTextTests
{
    [Fact]
    public void What_needs_no_escape_is_copied_whatever_its_length()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("plain: ä, 日本, \u007f ~", 8)));
        for (var length = 0; length <= text.Length; length++)
        {
            var output = new byte[length + 1];
            output[length] = 0xEE;
            Assert.True(PlainText.TryCopy(text.AsSpan(0, length), output));
            Assert.Equal(text[..length], output[..length]);
            Assert.Equal(0xEE, output[length]);
        }
    }

    [Fact]
    public void What_needs_an_escape_is_found_at_every_place_of_every_length()
    {
        foreach (var c in "\"\\\0\u001f\n")
        {
            for (var length = 1; length <= 100; length++)
            {
                for (var at = 0; at < length; at++)
                {
                    var text = Encoding.ASCII.GetBytes(new string(' ', length));
                    text[at] = (byte)c;
                    Assert.False(PlainText.TryCopy(text, new byte[length]));
                }
            }
        }
    }

    [Fact]
    public void Only_quote_backslash_and_control_characters_need_an_escape()
    {
        for (var c = 0; c < 256; c++)
        {
            foreach (var length in (int[])[1, 8, 16, 32])
            {
                var text = Enumerable.Repeat((byte)c, length).ToArray();
                Assert.Equal(c is >= 0x20 and not '"' and not '\\', PlainText.TryCopy(text, new byte[length]));
            }
        }
    }
}
