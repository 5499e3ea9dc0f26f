using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>
/// A compiled pattern over UTF-8 text. Instances are shared between threads. A search never hangs: it runs on the platform's backtracking engine
/// under a time limit, and from the first time that the limit strikes on the non-backtracking one, which finds the same matches in linear time.
/// Only a pattern with look-around or atomic groups (grok, and word-edge assertions), or one that is too large for the platform's automata, has no such
/// second engine; there a longer limit is a miss, of which whoever searches is told. Word boundaries have one for texts whose letters the platform knows as
/// such.
/// </summary>
internal sealed class RegexMatcher
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_limitWithoutFallback = TimeSpan.FromSeconds(1);

    private readonly RegexNode _root;
    private readonly string _shownAs;
    private readonly TimeSpan? _limit;

    /// <summary>The number in a match of each group of the pattern; 0 for one that is not captured.</summary>
    private readonly int[] _numbers;
    private readonly RequiredTexts _required;
    private readonly bool _hasEmptyLoops;
    private readonly Engine?[] _engines = new Engine?[3];

    private RegexMatcher(RegexPattern pattern, RegexDialect dialect, Func<int, bool> captures, string shownAs, TimeSpan? limit)
    {
        (_shownAs, _limit) = (shownAs, limit);
        _root = dialect == RegexDialect.Linear ? EmptyRounds.Without(pattern.Root) : pattern.Root;
        _required = RequiredTexts.Of(pattern.Root);
        _hasEmptyLoops = EmptyLoops.DepthIn(_root) > 0;
        _numbers = new int[pattern.GroupNames.Count];

        // Numbers without gaps: for others the platform looks each up in a table of boxed integers.
        var names = new List<string?> { null };
        for (var i = 1; i < _numbers.Length; i++)
        {
            if (!captures(i)) continue;
            _numbers[i] = names.Count;
            names.Add(pattern.GroupNames[i]);
        }

        GroupNames = names;
    }

    /// <summary>The names of the groups that are captured, by number, the whole match first; null where a group has none.</summary>
    public IReadOnlyList<string?> GroupNames { get; }

    /// <param name="allGroups">Whether groups without a name are captured too.</param>
    /// <param name="shownAs">The pattern as its author wrote it; null for <paramref name="pattern"/>.</param>
    /// <param name="limit">For one search; null for the usual one.</param>
    /// <exception cref="RegexSyntaxException">The pattern is wrong.</exception>
    public static RegexMatcher Compile(
        string pattern, RegexDialect dialect = RegexDialect.Linear, bool allGroups = false, string? shownAs = null, TimeSpan? limit = null)
    {
        var parsed = RegexParser.Parse(pattern, dialect);
        var references = BackReferences(parsed.Root).ToHashSet();
        return new RegexMatcher(
            parsed, dialect, index => allGroups || parsed.GroupNames[index] is not null || references.Contains(index), shownAs ?? pattern, limit);
    }

    /// <summary>Whether the pattern is found anywhere. Allocates nothing once warm, except for patterns with loops that need looking after.</summary>
    /// <param name="timedOut">Gets the pattern when the search is given up, which is then a miss: its time is over, or no engine does it right.</param>
    public bool IsMatch(ReadOnlySpan<byte> utf8, Action<string>? timedOut = null)
    {
        if (!MayMatch(utf8)) return false;
        char[]? rented = null;
        var text = utf8.Length <= 512 ? stackalloc char[512] : rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            text = text[..Encoding.UTF8.GetChars(utf8, text)];
            return EngineFor(utf8.Length, text).IsMatch(text, timedOut);
        }
        finally
        {
            if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>False where it is plain that the pattern is not found; much cheaper than looking for it.</summary>
    public bool MayMatch(ReadOnlySpan<byte> utf8) => _required.AreIn(utf8);

    /// <summary>The matches in a text, from the first to the last.</summary>
    /// <param name="timedOut">Gets the pattern when the search is given up, which then finds no further match.</param>
    public RegexScan Scan(ReadOnlySpan<byte> utf8, Action<string>? timedOut = null)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return new RegexScan(EngineFor(utf8.Length, text), text, text.Length == utf8.Length, timedOut);
    }

    private Engine EngineFor(int byteCount, ReadOnlySpan<char> text)
    {
        var repertoire = text.Length == byteCount ? Repertoire.Ascii
            : text.ContainsAnyInRange('\uD800', '\uDFFF') ? Repertoire.Full
            : Repertoire.Basic;
        return _engines[(int)repertoire] ??= Engine.Create(this, repertoire);
    }

    private static IEnumerable<int> BackReferences(RegexNode node) => node switch
    {
        RegexBackReference reference => [reference.Index],
        RegexSequence sequence => sequence.Items.SelectMany(BackReferences),
        RegexChoice choice => choice.Branches.SelectMany(BackReferences),
        RegexRepeat repeat => BackReferences(repeat.Body),
        RegexCapture capture => BackReferences(capture.Body),
        RegexLook look => BackReferences(look.Body),
        RegexAtomic atomic => BackReferences(atomic.Body),
        _ => [],
    };

    /// <summary>The pattern for one repertoire: interpreted first, compiled once it is used often, linear once it took too long.</summary>
    internal sealed class Engine
    {
        private const int UsesBeforeCompiling = 100;
        private const int LongestToCompile = 40_000;
        private static readonly Lazy<SearchValues<char>> s_disputed = new(Disputed);

        private readonly RegexMatcher _matcher;
        private readonly string _text;

        /// <summary>What the non-backtracking engine takes; null for none.</summary>
        private volatile string? _linearText;
        private volatile Regex _regex;
        private volatile Regex? _linear;
        private volatile bool _isFinal;
        private int _uses;

        private Engine(RegexMatcher matcher, string text, string? linearText)
        {
            _matcher = matcher;
            _text = text;
            _linearText = linearText;
            _regex = Build(RegexOptions.CultureInvariant);
        }

        public static Engine Create(RegexMatcher matcher, Repertoire repertoire)
        {
            var (text, needsBacktracking) = RegexEmitter.Emit(matcher._root, repertoire, matcher._numbers);
            if (!needsBacktracking) return new Engine(matcher, text, text);
            var (linearText, stillNeeds) = RegexEmitter.Emit(matcher._root, repertoire, matcher._numbers, platformWords: true);
            return new Engine(matcher, text, stillNeeds ? null : linearText);
        }

        public bool IsMatch(ReadOnlySpan<char> text, Action<string>? timedOut)
        {
            if (_matcher._hasEmptyLoops) return Match(text.ToString(), 0, timedOut) is not null;
            for (var regex = Ready(text); ;)
            {
                try
                {
                    using var borne = MemoryShortage.Bear();
                    return regex.IsMatch(text);
                }
                catch (Exception e) when (IsRunaway(e))
                {
                    if (Next(regex, text) is not { } next) return GiveUp(timedOut);
                    regex = next;
                }
            }
        }

        /// <summary>The first match from a position on; null for none.</summary>
        public Match? Match(string text, int start, Action<string>? timedOut)
        {
            for (var regex = Ready(text); ;)
            {
                try
                {
                    using var borne = MemoryShortage.Bear();
                    var match = regex.Match(text, start);
                    if (!match.Success) return null;
                    if (!_matcher._hasEmptyLoops || ReferenceEquals(regex, _linear) || IsSound(match, start, text.Length)) return match;
                    if (Linear(text) is { } linear) return Found(linear.Match(text, start));
                    GiveUp(timedOut);
                    return null;
                }
                catch (Exception e) when (IsRunaway(e))
                {
                    if (Next(regex, text) is not { } next)
                    {
                        GiveUp(timedOut);
                        return null;
                    }

                    regex = next;
                }
            }
        }

        /// <summary>The engine that tracks back has used up its time, or what it would go back to has used up the memory.</summary>
        private static bool IsRunaway(Exception e) => e is RegexMatchTimeoutException or OutOfMemoryException;

        private bool GiveUp(Action<string>? timedOut)
        {
            timedOut?.Invoke(_matcher._shownAs);
            return false;
        }

        /// <summary>What to search with once the time of an engine is over; null for nothing.</summary>
        private Regex? Next(Regex engine, ReadOnlySpan<char> text)
        {
            if (Linear(text) is { } linear) return linear;

            // Another one where the pattern has turned out to have no second engine, which lengthens the limit.
            var now = _regex;
            return now.MatchTimeout > engine.MatchTimeout ? now : null;
        }

        private static Match? Found(Match match) => match.Success ? match : null;

        /// <summary>Whether all that was captured lies in the text (see <see cref="EmptyLoops"/>).</summary>
        private static bool IsSound(Match match, int start, int end)
        {
            foreach (Group group in match.Groups)
                if (group.Success && (group.Index < 0 || group.Length < 0 || group.Index + group.Length > end)) return false;
            return match.Index >= start;
        }

        private Regex Ready(ReadOnlySpan<char> text)
        {
            if (_linear is { } linear && IsFitFor(text)) return linear;
            if (!_isFinal && Interlocked.Increment(ref _uses) == UsesBeforeCompiling)
            {
                _isFinal = true;
                if (_text.Length <= LongestToCompile) _regex = Build(RegexOptions.CultureInvariant | RegexOptions.Compiled);
            }

            return _regex;
        }

        private Regex Build(RegexOptions options) => new(_text, options, _matcher._limit ?? (ReferenceEquals(_linearText, _text) ? s_limit : s_limitWithoutFallback));

        /// <summary>The engine for a text that took too long; null for none.</summary>
        private Regex? Linear(ReadOnlySpan<char> text)
        {
            if (_linearText is not { } linearText || !IsFitFor(text)) return null;
            try
            {
                return _linear ??= new Regex(linearText, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
            }
            catch (NotSupportedException)
            {
                // With its counted repetitions written out it has more nodes than the platform lets its automata have. To raise that for the whole
                // process was rejected: the time for one character grows with the nodes, and this engine has no limit.
                _linearText = null;
                _regex = Build(_regex.Options);
                return null;
            }
        }

        /// <summary>Whether the two engines agree on a text: they differ in what is a letter at word boundaries.</summary>
        private bool IsFitFor(ReadOnlySpan<char> text) => ReferenceEquals(_linearText, _text) || !text.ContainsAny(s_disputed.Value);

        private static SearchValues<char> Disputed()
        {
            var boundary = new Regex(@"\b", RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
            var disputed = new List<char>();
            for (var c = '\x80'; c < '\uFFFF'; c++)
                if (char.IsSurrogate(c) || boundary.IsMatch([c]) != UnicodeSets.Word.Contains(c)) disputed.Add(c);
            return SearchValues.Create([.. disputed]);
        }
    }
}

/// <summary>Goes through the matches in one text: non-overlapping, left to right, and no empty match where another one has just ended.</summary>
internal struct RegexScan
{
    private readonly RegexMatcher.Engine _engine;
    private readonly Action<string>? _timedOut;
    private int _next;
    private int _lastEnd;

    internal RegexScan(RegexMatcher.Engine engine, string text, bool isAscii, Action<string>? timedOut)
    {
        _engine = engine;
        _timedOut = timedOut;
        Text = text;
        IsAscii = isAscii;
        _lastEnd = -1;
    }

    public string Text { get; }

    /// <summary>Whether offsets into <see cref="Text"/> are also offsets into the UTF-8.</summary>
    public bool IsAscii { get; }

    /// <summary>The next match; null after the last.</summary>
    public Match? Next()
    {
        while (_next <= Text.Length)
        {
            if (_engine.Match(Text, _next, _timedOut) is not { } match)
            {
                _next = Text.Length + 1;
                return null;
            }

            var end = match.Index + match.Length;
            if (match.Length == 0)
            {
                // Behind an empty match the search goes on one code point later, and none may lie inside a surrogate pair.
                _next = end + (end + 1 < Text.Length && char.IsSurrogatePair(Text[end], Text[end + 1]) ? 2 : 1);
                var insidePair = end > 0 && end < Text.Length && char.IsSurrogatePair(Text[end - 1], Text[end]);
                if (end == _lastEnd || insidePair) continue;
            }
            else
            {
                _next = end;
            }

            _lastEnd = end;
            return match;
        }

        return null;
    }
}
