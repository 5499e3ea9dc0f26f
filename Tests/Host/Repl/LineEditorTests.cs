using Tremor.Dataflow.Host.Repl;

namespace Tremor.Dataflow.Tests.Host.Repl;

public sealed class LineEditorTests
{
    private const string Up = "<up>";
    private const string Down = "<down>";

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("ac<left>b", "abc")]
    [InlineData("bc<home>a<end>d", "abcd")]
    [InlineData("abx<backspace>c", "abc")]
    [InlineData("xabc<home><delete>", "abc")]
    [InlineData("abc<ctrl-a><ctrl-d>", "bc")]
    [InlineData("one two<ctrl-w>three", "one three")]
    [InlineData("one two<ctrl-left>three ", "one three two")]
    [InlineData("one two<home><ctrl-right>!", "one! two")]
    [InlineData("one two<ctrl-a><ctrl-f><ctrl-k>", "o")]
    [InlineData("one two<ctrl-b><ctrl-u>", "o")]
    [InlineData("日本<left>語", "日語本")]
    [InlineData("a😀b<left><backspace>", "ab")]
    [InlineData("😀<home><delete>x", "x")]
    [InlineData("<backspace><left><right><delete>a", "a")]
    [InlineData("a<escape>b", "ab")]
    public void Keys_edit_the_line(string keys, string line) => Assert.Equal(new InputLine(LineKind.Line, line), Read(keys + "<enter>"));

    [Fact]
    public void Ctrl_c_gives_up_the_line() => Assert.Equal(LineKind.Abandoned, Read("abc<ctrl-c>").Kind);

    [Fact]
    public void Ctrl_d_ends_on_an_empty_line_only()
    {
        Assert.Equal(LineKind.End, Read("<ctrl-d>").Kind);
        Assert.Equal(new InputLine(LineKind.Line, "a"), Read("a<ctrl-d><enter>"));
    }

    [Fact]
    public void A_terminal_that_is_gone_ends_the_input() => Assert.Equal(LineKind.End, Read("abc").Kind);

    [Theory]
    [InlineData(Up, "two")]
    [InlineData(Up + Up, "one")]
    [InlineData(Up + Up + Up, "one")]
    [InlineData("draft" + Up + Down, "draft")]
    [InlineData("draft" + Up + Up + Down + "!", "two!")]
    [InlineData(Down + "x", "x")]
    public void The_history_is_walked_through(string keys, string line)
    {
        var history = LineHistory.Open(null);
        history.Add("one");
        history.Add("two");
        Assert.Equal(line, Read(keys + "<enter>", history: history).Text);
        Assert.Equal(line, history.Lines[^1]);
    }

    [Theory]
    [InlineData("x str<tab>", "x string::")]
    [InlineData("l<tab>", "le")]
    [InlineData("le<tab>n<tab>", "length(")]
    [InlineData("unknown<tab>", "unknown")]
    [InlineData("<tab>x", "  x")]
    [InlineData("a str b<left><left><tab>", "a string:: b")]
    public void Tab_completes_as_far_as_it_is_clear(string keys, string line) => Assert.Equal(line, Read(keys + "<enter>").Text);

    [Fact]
    public void Tab_shows_the_choices_where_there_are_several()
    {
        var terminal = new FakeTerminal("le<tab><enter>");
        Read(terminal, LineHistory.Open(null));
        Assert.Contains("\nlength(  let      \n", terminal.Output);
    }

    [Fact]
    public void What_is_wider_than_the_terminal_scrolls()
    {
        var terminal = new FakeTerminal("0123456789abcdefghij<enter>") { Width = 16 };
        Assert.Equal("0123456789abcdefghij", Read(terminal, LineHistory.Open(null)).Text);
        Assert.EndsWith("\r> 789abcdefghij\e[K\n", terminal.Output);
    }

    private static InputLine Read(string keys, LineHistory? history = null) => Read(new FakeTerminal(keys), history ?? LineHistory.Open(null));

    private static InputLine Read(FakeTerminal terminal, LineHistory history)
    {
        string[] words = ["length(", "let", "string::"];
        return new LineEditor(terminal, history, (string before, out int start) =>
        {
            start = before.LastIndexOf(' ') + 1;
            var word = before[start..];
            return [.. words.Where(w => w.StartsWith(word, StringComparison.Ordinal))];
        }).Read("> ");
    }

    /// <summary>Presses the keys of a text in which names of others stand in angle brackets; then it is gone.</summary>
    private sealed class FakeTerminal(string keys) : ITerminal
    {
        private int _at;

        public string Output { get; private set; } = "";

        public int Width { get; init; } = 80;

        public bool HasKey => false;

        public ConsoleKeyInfo? ReadKey()
        {
            if (_at == keys.Length) return null;
            if (keys[_at] != '<') return new ConsoleKeyInfo(keys[_at++], ConsoleKey.None, false, false, false);
            var end = keys.IndexOf('>', _at);
            var name = keys[(_at + 1)..end];
            _at = end + 1;
            var isControl = name.StartsWith("ctrl-", StringComparison.Ordinal);
            return new ConsoleKeyInfo('\0', KeyOf(isControl ? name["ctrl-".Length..] : name), false, false, isControl);
        }

        public void Write(string text) => Output += text;

        private static ConsoleKey KeyOf(string name) => name switch
        {
            "up" => ConsoleKey.UpArrow,
            "down" => ConsoleKey.DownArrow,
            "left" => ConsoleKey.LeftArrow,
            "right" => ConsoleKey.RightArrow,
            _ => Enum.Parse<ConsoleKey>(name, ignoreCase: true),
        };
    }
}
