using System.Text;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>
/// Texts that every match of a pattern contains, in their order: a text without them is no match, and that is known without the search. The
/// longest ones, as they are the rarest.
/// </summary>
internal sealed class RequiredTexts
{
    private const int Max = 2;
    private const int MinLength = 2;

    private readonly byte[][] _texts;

    private RequiredTexts(byte[][] texts) => _texts = texts;

    public static RequiredTexts Of(RegexNode root)
    {
        var collector = new Collector();
        collector.Add(root);
        collector.End();
        var longest = collector.Texts.Index().Where(static t => t.Item.Length >= MinLength).OrderByDescending(static t => t.Item.Length).Take(Max);
        return new RequiredTexts([.. longest.OrderBy(static t => t.Index).Select(static t => t.Item)]);
    }

    public bool AreIn(ReadOnlySpan<byte> utf8)
    {
        foreach (var text in _texts)
        {
            var at = utf8.IndexOf(text);
            if (at < 0) return false;
            utf8 = utf8[(at + text.Length)..];
        }

        return true;
    }

    /// <summary>Goes over what every match goes over, and puts together the characters that stand next to each other.</summary>
    private sealed class Collector
    {
        private readonly StringBuilder _text = new();

        public List<byte[]> Texts { get; } = [];

        public void Add(RegexNode node)
        {
            switch (node)
            {
                case RegexSet { Members.Single: >= 0 and var single } when Rune.IsValid(single):
                    _text.Append(new Rune(single));
                    break;
                case RegexSequence sequence:
                    foreach (var item in sequence.Items) Add(item);
                    break;
                case RegexCapture capture:
                    Add(capture.Body);
                    break;
                case RegexAtomic atomic:
                    Add(atomic.Body);
                    break;
                case RegexRepeat { Min: > 0 } repeat:
                    Add(repeat.Body);
                    End();
                    break;
                case RegexAnchor or RegexLook:
                    // They take no text.
                    break;
                default:
                    End();
                    break;
            }
        }

        public void End()
        {
            if (_text.Length > 0) Texts.Add(Encoding.UTF8.GetBytes(_text.ToString()));
            _text.Clear();
        }
    }
}
