using System.Globalization;
using System.Text;

namespace Tremor.Dataflow.Perf.EndToEnd;

/// <summary>A horizontal bar chart as an SVG file.</summary>
internal static class Chart
{
    private const int RowHeight = 28;
    private const int LabelWidth = 330;
    private const int BarWidth = 460;

    public static string Bars(string title, string unit, IReadOnlyList<(string Label, double Value)> rows)
    {
        var height = 56 + (rows.Count * RowHeight);
        var largest = Math.Max(rows.Max(static r => r.Value), double.Epsilon);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{LabelWidth + BarWidth + 130}" height="{height}" font-family="sans-serif" font-size="13">""").Append('\n');
        svg.Append("""<rect width="100%" height="100%" fill="white"/>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="12" y="28" font-size="16" font-weight="bold">{title}</text>""").Append('\n');
        for (var i = 0; i < rows.Count; i++)
        {
            var (label, value) = rows[i];
            var y = 48 + (i * RowHeight);
            var width = Math.Max(1, value / largest * BarWidth);
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{LabelWidth - 8}" y="{y + 15}" text-anchor="end">{System.Net.WebUtility.HtmlEncode(label)}</text>""").Append('\n');
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{LabelWidth}" y="{y}" width="{width:F1}" height="20" rx="3" fill="#3b76af"/>""").Append('\n');
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{LabelWidth + width + 6:F1}" y="{y + 15}">{value:N0} {unit}</text>""").Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }
}
