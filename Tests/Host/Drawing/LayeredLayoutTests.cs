using Tremor.Dataflow.Host.Drawing;

namespace Tremor.Dataflow.Tests.Host.Drawing;

public sealed class LayeredLayoutTests
{
    [Fact]
    public void A_line_leads_to_a_later_column()
    {
        var (a, b, c) = (Box(), Box(), Box());
        LayeredLayout.Arrange([a, b, c], [new LayoutLine(a, b), new LayoutLine(b, c), new LayoutLine(a, c)], 40);
        Assert.True(a.X + a.Width < b.X && b.X + b.Width < c.X);
    }

    [Fact]
    public void A_line_that_closes_a_cycle_runs_below_all_boxes()
    {
        var (a, b) = (Box(), Box());
        var back = new LayoutLine(b, a);
        var (_, height) = LayeredLayout.Arrange([a, b], [new LayoutLine(a, b), back], 40);
        Assert.True(back.IsLoop);
        Assert.Equal(height, back.Points.Max(static p => p.Y));
        Assert.True(height > a.Y + a.Height && height > b.Y + b.Height);
    }

    [Fact]
    public void A_chain_is_drawn_in_one_line()
    {
        var boxes = Enumerable.Range(0, 5).Select(static _ => Box()).ToList();
        LayeredLayout.Arrange(boxes, boxes.Zip(boxes.Skip(1), static (a, b) => new LayoutLine(a, b)).ToList(), 40);
        Assert.Single(boxes.Select(static b => b.Y).Distinct());
    }

    [Fact]
    public void Inputs_stand_in_the_first_and_outputs_in_the_last_column()
    {
        var input = new LayoutBox(40, 24) { Column = Column.First };
        var output = new LayoutBox(40, 24) { Column = Column.Last };
        var (a, b) = (Box(), Box());
        LayeredLayout.Arrange(
            [output, b, a, input],
            [new LayoutLine(input, output), new LayoutLine(input, a), new LayoutLine(a, b), new LayoutLine(b, output)], 40);
        Assert.Equal((0, a.Layer + 2), (input.Layer, output.Layer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Boxes_of_a_random_graph_do_not_touch_and_no_line_runs_through_one(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var boxes = Enumerable.Range(0, random.Next(1, 20)).Select(_ => new LayoutBox(random.Next(30, 150), random.Next(20, 90))).ToList();
            var lines = Enumerable.Range(0, random.Next(0, 30))
                .Select(_ => new LayoutLine(boxes[random.Next(boxes.Count)], boxes[random.Next(boxes.Count)])).ToList();
            var (width, height) = LayeredLayout.Arrange(boxes, lines, 40);

            foreach (var box in boxes)
            {
                Assert.True(box.X >= 0 && box.Y >= 0 && box.X + box.Width <= width && box.Y + box.Height <= height, $"seed {seed}, round {round}");
                Assert.DoesNotContain(boxes, b => b != box && Touches(box, b.X, b.Y, b.X + b.Width, b.Y + b.Height));
                foreach (var line in lines)
                    for (var i = 1; i < line.Points.Count; i++)
                    {
                        var (p, q) = (line.Points[i - 1], line.Points[i]);
                        Assert.False(
                            Touches(box, Math.Min(p.X, q.X), Math.Min(p.Y, q.Y), Math.Max(p.X, q.X), Math.Max(p.Y, q.Y)),
                            $"seed {seed}, round {round}: line {lines.IndexOf(line)} (loop: {line.IsLoop}) runs through box {boxes.IndexOf(box)}, layer {box.Layer}: {p} {q}; from {line.From.Layer} to {line.To.Layer}; {box.X} {box.Y} {box.Width} {box.Height}");
                    }
            }
        }
    }

    private static LayoutBox Box() => new(80, 44);

    private static bool Touches(LayoutBox box, double left, double top, double right, double bottom) =>
        left < box.X + box.Width && right > box.X && top < box.Y + box.Height && bottom > box.Y;
}
