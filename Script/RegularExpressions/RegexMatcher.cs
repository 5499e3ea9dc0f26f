using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Tremor.Dataflow.Script.RegularExpressions;

/// <summary>
/// A compiled pattern over UTF-8 text. Instances are shared between threads. A search never hangs: it runs on the platform's backtracking engine
/// under a time limit, and from the first time that the limit strikes on the non-backtracking one, which finds the same matches in linear time.
/// Only a pattern with look-around or atomic groups (grok, and word-edge assertions) has no such second engine; there the limit is a miss. Word
/// boundaries have one for texts whose letters the platform knows as such.
/// </summary>
internal sealed class RegexMatcher
{
    private readonly RegexNode _root;

    /// <summary>The number in a match of each group of the pattern; 0 for one that is not captured.</summary>
    private readonly int[] _numbers;
    private readonly RequiredTexts _required;
    private readonly bool _hasEmptyLoops;
    private readonly Engine?[] _engines = new Engine?[3];

    private RegexMatcher(RegexPattern pattern, RegexDialect dialect, Func<int, bool> captures)
    {
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
    /// <exception cref="RegexSyntaxException">The pattern is wrong.</exception>
    public static RegexMatcher Compile(string pattern, RegexDialect dialect = RegexDialect.Linear, bool allGroups = false)
    {
        var parsed = RegexParser.Parse(pattern, dialect);
        var references = BackReferences(parsed.Root).ToHashSet();
        return new RegexMatcher(parsed, dialect, index => allGroups || parsed.GroupNames[index] is not null || references.Contains(index));
    }

    /// <summary>Whether the pattern is found anywhere. Allocates nothing once warm.</summary>
    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        if (!MayMatch(utf8)) return false;
        char[]? rented = null;
        var text = utf8.Length <= 512 ? stackalloc char[512] : rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            text = text[..Encoding.UTF8.GetChars(utf8, text)];
            return EngineFor(utf8.Length, text).IsMatch(text);
        }
        finally
        {
            if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>False where it is plain that the pattern is not found; much cheaper than looking for it.</summary>
    public bool MayMatch(ReadOnlySpan<byte> utf8) => _required.AreIn(utf8);

    /// <summary>The matches in a text, from the first to the last.</summary>
    public RegexScan Scan(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return new RegexScan(EngineFor(utf8.Length, text), text, text.Length == utf8.Length);
    }

    private Engine EngineFor(int byteCount, ReadOnlySpan<char> text)
    {
        var repertoire = text.Length == byteCount ? Repertoire.Ascii
            : text.ContainsAnyInRange('\uD800', '\uDFFF') ? Repertoire.Full
            : Repertoire.Basic;
        return _engines[(int)repertoire] ??= Engine.Create(_root, repertoire, _numbers, _hasEmptyLoops);
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
        private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(50);
        private static readonly TimeSpan s_limitWithoutFallback = TimeSpan.FromSeconds(1);
        private static readonly Lazy<SearchValues<char>> s_disputed = new(Disputed);

        private readonly string _text;

        /// <summary>What the non-backtracking engine takes; null for none.</summary>
        private readonly string? _linearText;
        private readonly bool _isDoubted;
        private volatile Regex _regex;
        private volatile Regex? _linear;
        private volatile bool _isFinal;
        private int _uses;

        private Engine(string text, string? linearText, bool isDoubted)
        {
            _text = text;
            _linearText = linearText;
            _isDoubted = isDoubted;
            _regex = Build(RegexOptions.CultureInvariant);
        }

        /// <param name="isDoubted">Whether matches are looked at (see <see cref="EmptyLoops"/>).</param>
        public static Engine Create(RegexNode root, Repertoire repertoire, int[] numbers, bool isDoubted)
        {
            var (text, needsBacktracking) = RegexEmitter.Emit(root, repertoire, numbers);
            if (!needsBacktracking) return new Engine(text, text, isDoubted);
            var (linearText, stillNeeds) = RegexEmitter.Emit(root, repertoire, numbers, platformWords: true);
            return new Engine(text, stillNeeds ? null : linearText, isDoubted);
        }

        public bool IsMatch(ReadOnlySpan<char> text)
        {
            try
            {
                return Ready(text).IsMatch(text);
            }
            catch (RegexMatchTimeoutException)
            {
                return Linear(text) is { } linear && linear.IsMatch(text);
            }
        }

        /// <summary>The first match from a position on; null for none.</summary>
        public Match? Match(string text, int start)
        {
            try
            {
                var match = Ready(text).Match(text, start);
                if (!match.Success) return null;
                return _isDoubted && !IsSound(match, start, text.Length) ? MatchLinearly(text, start) : match;
            }
            catch (RegexMatchTimeoutException)
            {
                return MatchLinearly(text, start);
            }
        }

        private Match? MatchLinearly(string text, int start) => Linear(text)?.Match(text, start) is { Success: true } match ? match : null;

        /// <summary>Whether all that was captured lies in the text.</summary>
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

        private Regex Build(RegexOptions options) => new(_text, options, ReferenceEquals(_linearText, _text) ? s_limit : s_limitWithoutFallback);

        /// <summary>The engine for a text that took too long; null for none.</summary>
        private Regex? Linear(ReadOnlySpan<char> text)
        {
            if (_linearText is null || !IsFitFor(text)) return null;
            return _linear ??= new Regex(_linearText, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Regex.InfiniteMatchTimeout);
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
    private int _next;
    private int _lastEnd;

    internal RegexScan(RegexMatcher.Engine engine, string text, bool isAscii)
    {
        _engine = engine;
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
            if (_engine.Match(Text, _next) is not { } match)
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
