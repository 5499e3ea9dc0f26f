namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>The definition or script cannot be used.</summary>
    Error,

    /// <summary>It can be used, and probably does not do what was meant.</summary>
    Warning,
}

/// <summary>A position in a text. Lines and columns count from 1, columns in Unicode scalar values; the offset counts UTF-8 bytes from 0.</summary>
public readonly record struct Position(int Line, int Column, int Offset)
{
    /// <summary>The first character of a text.</summary>
    public static readonly Position Start = new(1, 1, 0);
}

/// <summary>A text with the name to show for it: a file as the user wrote it, or a document with a JSON pointer.</summary>
public sealed class SourceText(string name, string text)
{
    private string[]? _lines;
    private TextPositions? _positions;

    /// <summary>Its name in messages; empty when it has none.</summary>
    public string Name => name;

    /// <summary>The whole text.</summary>
    public string Text => text;

    /// <summary>Where it stands in a longer text, such as a script in a definition; null for a text of its own.</summary>
    public SourceOrigin? Origin { get; init; }

    /// <summary>The position of an index, which counts UTF-16 units from 0; one beyond the text stands for its end.</summary>
    public Position PositionAt(int index) => Positions.At(index);

    /// <summary>The index, in UTF-16 units from 0, of a line and column, both from 1; what is behind a line's end counts as its end.</summary>
    internal int IndexOf(int line, int column) => Positions.IndexOf(line, column);

    /// <summary>Line <paramref name="number"/>, counted from 1, without its line end; empty when there is none.</summary>
    public string Line(int number)
    {
        _lines ??= Array.ConvertAll(text.Split('\n'), static l => l.TrimEnd('\r'));
        return number >= 1 && number <= _lines.Length ? _lines[number - 1] : "";
    }

    private TextPositions Positions => _positions ??= new(text);
}

/// <summary>The place of a text in a longer one, in which it may be written with escapes or in pieces.</summary>
/// <param name="Document">The longer text.</param>
/// <param name="IndexIn">From an index of the text to that of the same character in <paramref name="Document"/>, in UTF-16 units from 0.</param>
public sealed record SourceOrigin(SourceText Document, Func<int, int> IndexIn);

/// <summary>A part of a text, from the first character to one past the last.</summary>
public readonly record struct SourceSpan(SourceText Source, Position Start, Position End)
{
    /// <summary>As it is written.</summary>
    public string Text => Source.Text[Source.IndexOf(Start.Line, Start.Column)..Source.IndexOf(End.Line, End.Column)];

    /// <summary>The same part in the file that a person opens: in the text around its own, if there is one.</summary>
    public SourceSpan InFile()
    {
        if (Source.Origin is not { } origin) return this;
        var (first, last) = (Source.IndexOf(Start.Line, Start.Column), Source.IndexOf(End.Line, End.Column));
        return new(origin.Document, origin.Document.PositionAt(origin.IndexIn(first)), origin.Document.PositionAt(origin.IndexIn(last)));
    }
}

/// <summary>One finding about a definition or a script (spec: conformance 2).</summary>
public sealed record Diagnostic
{
    /// <summary>How bad it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The kind: <c>UnrecognizedToken</c>, <c>UnknownConnector</c>, ...; for warnings their class.</summary>
    public required string Code { get; init; }

    /// <summary>The finding in words: what was expected, what was found.</summary>
    public required string Message { get; init; }

    /// <summary>The part that is underlined; null for a finding without a place.</summary>
    public SourceSpan? Span { get; init; }

    /// <summary>Context to show around <see cref="Span"/>; null for just its lines.</summary>
    public SourceSpan? Outer { get; init; }

    /// <summary>The hint: something to try.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether only this program refuses it: such an error takes the place of no other (spec: language 12.7).</summary>
    public bool IsLast { get; init; }

    /// <summary>JSON pointer (RFC 6901) into the flow definition; null where there is none.</summary>
    public string? Pointer { get; init; }

    /// <summary>Where it is, as <c>file:line:column</c> of the file that a person opens; null where no file is known. In one line.</summary>
    public string? Place => Span is { Source.Name.Length: > 0 } span && span.InFile() is var file
        ? $"{PrintableText.Clipped(file.Source.Name)}:{file.Start.Line}:{file.Start.Column}"
        : null;

    /// <summary>Without secrets, which it may show as a key or an argument: before a rendering cuts what is long.</summary>
    /// <param name="redact">Takes them out of a text.</param>
    public Diagnostic Redacted(Func<string, string> redact) => this with { Message = redact(Message), Hint = Hint is null ? null : redact(Hint) };
}

/// <summary>A definition cannot be used. Carries everything that was found.</summary>
public sealed class DefinitionException(IReadOnlyList<Diagnostic> diagnostics)
    : Exception(diagnostics.FirstOrDefault(static d => d.Severity == Severity.Error)?.Message ?? "the definition is wrong")
{
    /// <summary>All findings, warnings included; one error at least.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
