using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>The lines of scripts with ANSI colours by what their words are (spec: language 13). Not for several threads.</summary>
public sealed class SourceColours
{
    private const string Reset = "\e[0m";
    private const string Keyword = "\e[35m";
    private const string Symbol = "\e[33m";
    private const string Literal = "\e[36m";
    private const string Text = "\e[32m";
    private const string Comment = "\e[90m";
    private const string Doc = "\e[94m";
    private const string Bad = "\e[91m";

    private readonly Dictionary<SourceText, List<Run>> _runs = [];

    /// <summary>Line <paramref name="number"/>, counted from 1, without its line end: the same characters, with colours in between.</summary>
    public string Line(SourceText source, int number)
    {
        var line = source.Line(number);
        if (!_runs.TryGetValue(source, out var runs)) _runs.Add(source, runs = RunsOf(source));
        if (runs.Count == 0) return line;
        var start = 0;
        for (var i = 1; i < number; i++) start = source.Text.IndexOf('\n', start) + 1;
        var (text, at) = (new StringBuilder(), start);
        var end = start + line.Length;
        foreach (var run in runs)
        {
            if (run.End <= start) continue;
            if (run.Start >= end) break;
            var (from, to) = (Math.Max(run.Start, start), Math.Min(run.End, end));
            text.Append(source.Text, at, from - at).Append(run.Colour).Append(source.Text, from, to - from).Append(Reset);
            at = to;
        }

        return text.Append(source.Text, at, end - at).ToString();
    }

    /// <summary>The parts that have a colour, in order; none of a text that cannot be cut into tokens.</summary>
    private static List<Run> RunsOf(SourceText source)
    {
        var runs = new List<Run>();
        try
        {
            var at = 0;
            foreach (var token in Lexer.Tokenize(source))
            {
                AddComments(source.Text, at, token.Start, runs);
                // A bad token may have no width of its own.
                at = token.Kind == TokenKind.Bad && token.Text is { } bad ? token.Start + bad.Length : token.End;
                if (ColourOf(token.Kind) is { } colour && at > token.Start) runs.Add(new Run(token.Start, at, colour));
            }
        }
        catch (Exception e) when (e is ScriptException or InsufficientExecutionStackException)
        {
            runs.Clear();
        }

        return runs;
    }

    /// <summary>Between tokens there is nothing but blanks and comments.</summary>
    private static void AddComments(string text, int start, int end, List<Run> runs)
    {
        while (start < end && text.IndexOf('#', start, end - start) is >= 0 and var comment)
        {
            var next = text.IndexOf('\n', comment, end - comment);
            start = next < 0 ? end : next;
            runs.Add(new Run(comment, start, Comment));
        }
    }

    private static string? ColourOf(TokenKind kind) => kind switch
    {
        TokenKind.EndOfInput or TokenKind.Identifier => null,
        TokenKind.Bad => Bad,
        TokenKind.Integer or TokenKind.Float or TokenKind.True or TokenKind.False or TokenKind.Null => Literal,
        TokenKind.StringStart or TokenKind.StringText or TokenKind.StringEnd or TokenKind.HeredocStart or TokenKind.HeredocEnd or TokenKind.Extractor => Text,
        TokenKind.Doc or TokenKind.ModuleDoc or TokenKind.ConfigDirective => Doc,
        _ => Tokens.IsKeyword(kind) ? Keyword : Symbol,
    };

    private readonly record struct Run(int Start, int End, string Colour);
}
