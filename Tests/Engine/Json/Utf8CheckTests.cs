using System.Text;
using System.Text.Unicode;
using Tremor.Dataflow.Engine.Json;

namespace Tremor.Dataflow.Tests.Engine.Json;

public class Utf8CheckTests
{
    [Fact]
    public void It_agrees_with_the_framework_on_text_whole_and_damaged()
    {
        string[] characters = ["a", " plain text of some length ", "é", "漢", "😀", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF", "\u0080", "\u07FF"];
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder();
            var variety = random.Next(1, characters.Length + 1);
            while (text.Length < seed % 400) text.Append(characters[random.Next(variety)]);
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            for (var damage = random.Next(3); damage > 0 && bytes.Length > 0; damage--) bytes[random.Next(bytes.Length)] = (byte)random.Next(128, 256);
            var length = random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length + 1);
            Assert.True(Utf8.IsValid(bytes.AsSpan(0, length)) == IsValid(bytes, length), $"seed {seed}");
        }
    }

    [Fact]
    public void Every_pair_of_bytes_is_judged_as_the_framework_judges_it()
    {
        for (var pair = 0; pair < 0x10000; pair++)
        {
            var bytes = Encoding.ASCII.GetBytes(new string('x', 200));
            var at = 60 + (pair % 80);
            bytes[at] = (byte)(pair >> 8);
            bytes[at + 1] = (byte)pair;
            if (pair % 3 > 0) bytes[at + 2] = 0x80;
            if (pair % 3 > 1) bytes[at + 3] = 0xBF;
            Assert.True(Utf8.IsValid(bytes) == IsValid(bytes, bytes.Length), $"pair {pair:x4} at {at}");
        }
    }

    private static unsafe bool IsValid(byte[] bytes, int length)
    {
        var blocks = new List<uint>();
        for (var at = 0; at < length; at += 64)
            if (!Ascii.IsValid(bytes.AsSpan(at, Math.Min(64, length - at)))) blocks.Add((uint)at);
        fixed (byte* start = bytes)
        fixed (uint* places = blocks.ToArray()) return Utf8Check.IsValid(start, length, places, blocks.Count);
    }
}
