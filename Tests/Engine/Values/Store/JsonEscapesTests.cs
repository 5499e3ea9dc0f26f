using System.Text;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Tests.Engine.Values.Store;

public class JsonEscapesTests
{
    [Fact]
    public unsafe void Both_checks_agree_on_escapes_at_every_place()
    {
        string[] parts = ["a", "plain text of some length", "é", @"\""", @"\\", @"\/", @"\b", @"\n", @"\u0001", @"\u000A", @"\u001f", @"\u00e9", @"\ud83d\ude00", @"\ud83d", @"\u12", @"\q"];
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var variety = random.Next(1, parts.Length + 1);
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(variety)])));
            var padded = new byte[text.Length + 64];
            padded.AsSpan().Fill((byte)'\\');
            text.CopyTo(padded, 0);
            var isRight = JsonEscapes.Check(text, out var isCanonical, out _) is null;
            fixed (byte* start = padded)
            {
                Assert.Equal(isRight, JsonEscapes.AreValid(start, text.Length, out var found));
                if (isRight) Assert.Equal(isCanonical, found);
            }
        }
    }
}
