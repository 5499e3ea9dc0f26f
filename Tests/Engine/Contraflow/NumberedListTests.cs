using Tremor.Dataflow.Engine.Contraflow;

namespace Tremor.Dataflow.Tests.Engine.Contraflow;

public sealed class NumberedListTests
{
    [Fact]
    public void Things_are_found_by_any_of_their_numbers_until_they_are_taken_out()
    {
        var list = new NumberedList<string>();
        var live = new Dictionary<long, (string Item, int Count)>();
        var random = new Random(7);
        for (var step = 0; step < 5000; step++)
        {
            // One stays from the beginning to the end: what comes and goes behind it takes no room for long.
            if (live.Count < 2 || random.Next(2) == 0)
            {
                var count = 1 + random.Next(4);
                // Numbers may be left out.
                var begins = list.Next + random.Next(2);
                list.Add($"{step}", begins, count);
                live.Add(begins, ($"{step}", count));
            }
            else
            {
                var gone = live.Keys.Order().ElementAt(1 + random.Next(live.Count - 1));
                list.Remove(gone);
                Assert.Null(list.Find(gone, out _, out var place));
                live.Remove(gone);
                var next = live.Keys.Where(k => k > gone).Order().FirstOrDefault();
                Assert.Equal(next > 0, list.FindNext(ref place, out var behind, out _));
                Assert.Equal(next, behind);
            }

            var (first, (item, numbers)) = live.ElementAt(random.Next(live.Count));
            Assert.Equal(item, list.Find(first + random.Next(numbers), out var begin, out _));
            Assert.Equal(first, begin);
        }

        Assert.Null(list.Find(list.Next, out _, out _));
    }
}
