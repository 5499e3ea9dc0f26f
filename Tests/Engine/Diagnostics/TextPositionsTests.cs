using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

public sealed class TextPositionsTests
{
    [Property]
    public Property A_position_is_what_counting_from_the_start_gives()
    {
        var texts = from pieces in Gen.Elements("a", "é", "€", "😀", "\n", "\r\n", "\ud83d", "\ude00", new string('x', 700)).ListOf().Resize(20) select string.Concat(pieces);
        return Prop.ForAll(Arb.From(texts), static text =>
        {
            var positions = new TextPositions(text);
            for (var index = 0; index <= text.Length + 1; index++)
            {
                if (index < text.Length && char.IsLowSurrogate(text[index])) continue;
                var before = text.AsSpan(0, Math.Min(index, text.Length));
                var column = 1;
                foreach (var _ in before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes()) column++;
                Assert.Equal(new(before.Count('\n') + 1, column, Encoding.UTF8.GetByteCount(before)), positions.At(index));

                // And back; half a pair alone is a character of its own.
                Assert.Equal(Math.Min(index, text.Length), positions.IndexOf(before.Count('\n') + 1, column));
            }
        });
    }
}
