namespace Tremor.Dataflow.Host.Drawing;

/// <summary>Which column a box wants.</summary>
internal enum Column
{
    Any,
    First,
    Last,
}

internal readonly record struct Point(double X, double Y);

/// <summary>A box to place. Sizes and places in pixels, from the left top corner of the drawing.</summary>
internal sealed class LayoutBox(double width, double height)
{
    public double Width => width;

    public double Height => height;

    public Column Column { get; init; }

    public double X { get; set; }

    public double Y { get; set; }

    /// <summary>The column that it got, counted from 0.</summary>
    public int Layer { get; set; }
}

/// <summary>An arrow from the right side of a box to the left side of another one.</summary>
internal sealed class LayoutLine(LayoutBox from, LayoutBox to)
{
    public LayoutBox From => from;

    public LayoutBox To => to;

    /// <summary>The port that it leaves from: lines of one port leave at one point.</summary>
    public string FromPort { get; init; } = "";

    /// <summary>Where it leaves, in pixels below the top of its box; null to share the side evenly with the other ports.</summary>
    public double? FromOffset { get; set; }

    /// <summary>Where it arrives.</summary>
    public double? ToOffset { get; set; }

    /// <summary>How far it runs straight behind the first column, below its label.</summary>
    public double FromLead { get; init; }

    /// <summary>How far it runs straight before the last column.</summary>
    public double ToLead { get; init; }

    /// <summary>Whether it leads back to an earlier column, around all boxes from below.</summary>
    public bool IsLoop { get; set; }

    /// <summary>Its course; between points of different height and column it is to be drawn as a curve.</summary>
    public List<Point> Points { get; } = [];
}

/// <summary>
/// Places boxes in columns from left to right, after Sugiyama: break cycles, choose columns by the longest path, order the
/// boxes of a column so that few lines cross, then move them to where their lines run straight. The same input always gives
/// the same drawing.
/// </summary>
internal sealed class LayeredLayout
{
    private const double BoxGap = 22;
    private const double LineGap = 12;
    private const double LaneGap = 16;
    private const double LoopRoom = 14;
    private const int Sweeps = 24;

    private readonly IReadOnlyList<LayoutBox> _boxes;
    private readonly IReadOnlyList<LayoutLine> _lines;
    private readonly Dictionary<LayoutBox, Place> _places = [];
    private readonly List<List<Place>> _columns = [];
    private readonly List<(LayoutLine Line, List<Place> Chain)> _chains = [];
    private readonly double _columnGap;

    private LayeredLayout(IReadOnlyList<LayoutBox> boxes, IReadOnlyList<LayoutLine> lines, double columnGap)
    {
        _boxes = boxes;
        _lines = lines;
        _columnGap = columnGap;
    }

    /// <summary>Places all boxes and lines.</summary>
    /// <param name="columnGap">Least room between two columns, in pixels.</param>
    /// <returns>Width and height of it all.</returns>
    public static (double Width, double Height) Arrange(IReadOnlyList<LayoutBox> boxes, IReadOnlyList<LayoutLine> lines, double columnGap)
    {
        if (boxes.Count == 0) return (0, 0);
        var layout = new LayeredLayout(boxes, lines, columnGap);
        layout.FindLoops();
        layout.ChooseColumns();
        layout.MakePlaces();
        layout.OrderColumns();
        var bounds = layout.AssignX();
        layout.AssignY();
        return layout.Route(bounds);
    }

    /// <summary>A line that closes a cycle, seen in the order of the boxes, is no part of the columns.</summary>
    private void FindLoops()
    {
        var leaving = _lines.ToLookup(static l => l.From);
        var state = new Dictionary<LayoutBox, bool>();
        foreach (var box in _boxes) Visit(box);

        void Visit(LayoutBox box)
        {
            if (!state.TryAdd(box, true)) return;
            foreach (var line in leaving[box])
            {
                if (state.GetValueOrDefault(line.To)) line.IsLoop = true;
                else Visit(line.To);
            }

            state[box] = false;
        }
    }

    private void ChooseColumns()
    {
        var forward = _lines.Where(static l => !l.IsLoop).ToList();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var line in forward)
            {
                if (line.To.Layer > line.From.Layer) continue;
                line.To.Layer = line.From.Layer + 1;
                changed = true;
            }
        }

        // What nothing leads to moves next to what it leads to.
        foreach (var box in _boxes)
        {
            if (box.Column == Column.First || forward.Any(l => l.To == box)) continue;
            var nearest = forward.Where(l => l.From == box).Select(static l => l.To.Layer).DefaultIfEmpty(0).Min();
            box.Layer = Math.Max(0, nearest - 1);
        }

        var last = _boxes.Max(static b => b.Layer);
        if (_boxes.Any(b => b.Layer == last && b.Column != Column.Last) && _boxes.Any(static b => b.Column == Column.Last)
            && forward.Any(l => l.From.Layer == last)) last++;
        foreach (var box in _boxes)
            if (box.Column == Column.Last) box.Layer = last;
    }

    private void MakePlaces()
    {
        for (var i = _boxes.Max(static b => b.Layer); i >= 0; i--) _columns.Add([]);
        foreach (var box in _boxes) _columns[box.Layer].Add(_places[box] = new Place(box.Height));
        foreach (var line in _lines.Where(static l => !l.IsLoop))
        {
            var chain = new List<Place> { _places[line.From] };
            for (var layer = line.From.Layer + 1; layer < line.To.Layer; layer++)
            {
                var bend = new Place(0) { IsBend = true };
                _columns[layer].Add(bend);
                chain.Add(bend);
            }

            chain.Add(_places[line.To]);
            _chains.Add((line, chain));
            for (var i = 0; i + 1 < chain.Count; i++)
            {
                var link = new Link(
                    chain[i], i == 0 ? line.FromOffset : null, chain[i + 1], i + 2 == chain.Count ? line.ToOffset : null);
                chain[i].Right.Add(link);
                chain[i + 1].Left.Add(link);
            }
        }

        foreach (var column in _columns) Number(column);
    }

    private void OrderColumns()
    {
        var best = Crossings();
        var kept = _columns.ConvertAll(static c => c.ToArray());
        for (var sweep = 0; sweep < Sweeps && best > 0; sweep++)
        {
            var rightward = sweep % 2 == 0;
            for (var i = 0; i < _columns.Count; i++)
            {
                var column = _columns[rightward ? i : _columns.Count - 1 - i];
                var wanted = column.ToDictionary(static p => p, p => p.Barycentre(rightward));
                var sorted = column.OrderBy(p => wanted[p]).ThenBy(static p => p.Order).ToList();
                column.Clear();
                column.AddRange(sorted);
                Number(column);
            }

            var crossings = Crossings();
            if (crossings >= best) continue;
            best = crossings;
            kept = _columns.ConvertAll(static c => c.ToArray());
        }

        for (var i = 0; i < kept.Count; i++)
        {
            _columns[i].Clear();
            _columns[i].AddRange(kept[i]);
            Number(_columns[i]);
        }
    }

    private int Crossings()
    {
        var count = 0;
        foreach (var column in _columns)
        {
            var links = column.SelectMany(static p => p.Right).Select(static l => (From: l.FromKey, To: l.ToKey)).ToArray();
            for (var i = 0; i < links.Length; i++)
                for (var j = i + 1; j < links.Length; j++)
                    if ((links[i].From - links[j].From) * (links[i].To - links[j].To) < 0) count++;
        }

        return count;
    }

    /// <returns>Left and right edge of each column.</returns>
    private (double Left, double Right)[] AssignX()
    {
        var bounds = new (double Left, double Right)[_columns.Count];
        var x = 0.0;
        for (var i = 0; i < bounds.Length; i++)
        {
            var width = _boxes.Where(b => b.Layer == i).Select(static b => b.Width).DefaultIfEmpty(0).Max();
            bounds[i] = (x, x + width);
            var forward = _lines.Where(static l => !l.IsLoop).ToList();
            var leaving = forward.Where(l => l.From.Layer == i).Select(static l => l.FromLead).DefaultIfEmpty(0).Max();
            var arriving = forward.Where(l => l.To.Layer == i + 1).Select(static l => l.ToLead).DefaultIfEmpty(0).Max();
            x += width + _columnGap + leaving + arriving;
        }

        foreach (var box in _boxes)
        {
            var (left, right) = bounds[box.Layer];
            box.X = box.Column switch
            {
                Column.First => left,
                Column.Last => right - box.Width,
                _ => left + (right - left - box.Width) / 2,
            };
        }

        return bounds;
    }

    private void AssignY()
    {
        foreach (var column in _columns)
        {
            var y = 0.0;
            foreach (var place in column)
            {
                place.Y = y;
                y += place.Height + Gap(place);
            }
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
            for (var i = 0; i < _columns.Count; i++)
                Straighten(_columns[sweep % 2 == 0 ? i : _columns.Count - 1 - i]);

        var top = _columns.SelectMany(static c => c).Min(static p => p.Y);
        foreach (var place in _columns.SelectMany(static c => c)) place.Y = Math.Round(place.Y - top);
        foreach (var box in _boxes) box.Y = _places[box].Y;
    }

    /// <summary>
    /// Moves the places of a column as near as possible, in the mean square, to where their lines would be straight, keeping
    /// order and gaps: isotonic regression by pooling neighbours that would overlap.
    /// </summary>
    private static void Straighten(List<Place> column)
    {
        var blocks = new List<(double Sum, double Weight, int Count)>();
        var offset = 0.0;
        var offsets = new double[column.Count];
        for (var i = 0; i < column.Count; i++)
        {
            offsets[i] = offset;
            var (wish, weight) = column[i].Wish();
            blocks.Add(((wish - offset) * weight, weight, 1));
            while (blocks.Count > 1 && blocks[^2].Sum / blocks[^2].Weight >= blocks[^1].Sum / blocks[^1].Weight)
            {
                var (a, b) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((a.Sum + b.Sum, a.Weight + b.Weight, a.Count + b.Count));
            }

            offset += column[i].Height + Gap(column[i]);
        }

        var at = 0;
        foreach (var (sum, weight, count) in blocks)
            for (var i = 0; i < count; i++, at++) column[at].Y = sum / weight + offsets[at];
    }

    private (double Width, double Height) Route((double Left, double Right)[] bounds)
    {
        ShareSides();
        foreach (var (line, chain) in _chains)
        {
            var y = line.From.Y + line.FromOffset!.Value;
            line.Points.Add(new Point(line.From.X + line.From.Width, y));
            line.Points.Add(new Point(bounds[line.From.Layer].Right + line.FromLead, y));
            for (var i = 1; i + 1 < chain.Count; i++)
            {
                var (left, right) = bounds[line.From.Layer + i];
                line.Points.Add(new Point(left, chain[i].Y));
                line.Points.Add(new Point(right, chain[i].Y));
            }

            y = line.To.Y + line.ToOffset!.Value;
            line.Points.Add(new Point(bounds[line.To.Layer].Left - line.ToLead, y));
            line.Points.Add(new Point(line.To.X, y));
        }

        var height = _columns.SelectMany(static c => c).Max(static p => p.Y + p.Height);
        var loops = _lines.Where(static l => l.IsLoop).ToList();
        foreach (var line in loops)
        {
            // The vertical parts run between columns, or in the margin, where no box is.
            height += LaneGap;
            var aside = 6 + LoopRoom * (loops.IndexOf(line) + 1) / (loops.Count + 1);
            var (right, left) = (bounds[line.From.Layer].Right + aside, bounds[line.To.Layer].Left - aside);
            var (from, to) = (line.From.Y + line.FromOffset!.Value, line.To.Y + line.ToOffset!.Value);
            line.Points.AddRange(
            [
                new Point(line.From.X + line.From.Width, from), new Point(right, from), new Point(right, height),
                new Point(left, height), new Point(left, to), new Point(line.To.X, to),
            ]);
        }

        return (bounds[^1].Right, height);
    }

    /// <summary>Spreads the lines that have no place of their own over the sides of their boxes, in the order of where they lead.</summary>
    private void ShareSides()
    {
        foreach (var box in _boxes)
        {
            var ports = _lines.Where(l => l.From == box && l.FromOffset is null).GroupBy(static l => l.FromPort)
                .OrderBy(static p => p.Average(static l => l.IsLoop ? double.MaxValue : l.To.Y)).ToList();
            for (var i = 0; i < ports.Count; i++)
                foreach (var line in ports[i]) line.FromOffset = Math.Round(box.Height * (i + 1) / (ports.Count + 1));
            var arriving = _lines.Where(l => l.To == box && l.ToOffset is null).OrderBy(static l => l.IsLoop ? double.MaxValue : l.From.Y).ToList();
            for (var i = 0; i < arriving.Count; i++) arriving[i].ToOffset = Math.Round(box.Height * (i + 1) / (arriving.Count + 1));
        }
    }

    private static void Number(List<Place> column)
    {
        for (var i = 0; i < column.Count; i++) column[i].Order = i;
    }

    private static double Gap(Place place) => place.IsBend ? LineGap : BoxGap;

    /// <summary>A place in a column: a box, or a bend of a line that passes the column.</summary>
    private sealed class Place(double height)
    {
        public double Height => height;

        public bool IsBend { get; init; }

        public int Order { get; set; }

        public double Y { get; set; }

        public List<Link> Left { get; } = [];

        public List<Link> Right { get; } = [];

        public double Barycentre(bool lookLeft)
        {
            var links = lookLeft ? Left : Right;
            return links.Count == 0 ? Order : links.Average(l => lookLeft ? l.FromKey : l.ToKey);
        }

        /// <summary>Where its lines would be straight, and how much it matters; bends matter most.</summary>
        public (double Y, double Weight) Wish()
        {
            var (sum, total) = (0.0, 0.0);
            foreach (var link in Left) Add(link, link.From.Y + link.FromAt - link.ToAt);
            foreach (var link in Right) Add(link, link.To.Y + link.ToAt - link.FromAt);
            return total == 0 ? (Y, 0.01) : (sum / total, total);

            void Add(Link link, double wish)
            {
                var weight = link.From.IsBend && link.To.IsBend ? 8 : link.From.IsBend || link.To.IsBend ? 2 : 1;
                sum += wish * weight;
                total += weight;
            }
        }
    }

    /// <summary>A part of a line, from one column to the next.</summary>
    private sealed record Link(Place From, double? FromOffset, Place To, double? ToOffset)
    {
        public double FromAt => FromOffset ?? From.Height / 2;

        public double ToAt => ToOffset ?? To.Height / 2;

        /// <summary>Order of the place and, within it, of the point where the line leaves.</summary>
        public double FromKey => From.Order + FromAt / (From.Height + 1) - 0.5;

        public double ToKey => To.Order + ToAt / (To.Height + 1) - 0.5;
    }
}
