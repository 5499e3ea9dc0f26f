using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tremor.Dataflow.Engine.Definitions.Yaml;

/// <summary>
/// Reads a definition in YAML into the tree that the same in JSON has, with the places of the YAML text (spec: extensions 5.4). What two readers of YAML
/// read differently is refused where it is a value; keys are texts. Aliases are copies, and what they come to is bounded.
/// </summary>
/// <remarks>Only the parser of YamlDotNet is used: it says what stands where, and resolves nothing.</remarks>
internal sealed class YamlReader
{
    private const int MaxDepth = 100;
    private const int MaxNodes = 200_000;
    private const int MaxText = 32 << 20;

    private readonly Document _document;
    private readonly DefinitionFindings _findings;
    private readonly IParser _parser;
    private readonly int _first;
    private readonly Dictionary<string, Anchor> _anchors = [];
    private int _nodes;
    private int _textLength;

    private YamlReader(Document document, DefinitionFindings findings)
    {
        _document = document;
        _findings = findings;
        var text = document.Source.Text;
        _first = text.StartsWith('\uFEFF') ? 1 : 0;
        _parser = new Parser(new StringReader(text[_first..]));
    }

    /// <summary>The root; null when the text is no YAML, or not one document, which <paramref name="findings"/> then says.</summary>
    public static DocumentNode? Read(Document document, DefinitionFindings findings)
    {
        var reader = new YamlReader(document, findings);
        try
        {
            reader.CheckCharacters();
            return reader.ReadStream();
        }
        catch (YamlErrorException e)
        {
            reader.Report(e.Start, e.End, e.Message, e.Hint);
        }
        catch (YamlException e)
        {
            var (start, end, hint) = reader.Explain(e);
            reader.Report(start, end, e.Message.TrimEnd('.'), hint);
        }

        return null;
    }

    /// <summary>The parser passes some of them over.</summary>
    private void CheckCharacters()
    {
        var text = _document.Source.Text;
        var at = text.AsSpan().IndexOfAnyInRange('\0', '\u0008');
        if (at < 0) at = text.AsSpan().IndexOfAnyInRange('\u000e', '\u001f');
        if (at >= 0) throw new YamlErrorException($"the control character U+{(int)text[at]:X4} cannot stand in YAML", at, at + 1, "write it as an escape in double quotes");
    }

    private DocumentNode ReadStream()
    {
        Next();
        if (Next() is not DocumentStart start) throw new YamlErrorException("the document is empty", 0, 0, "begin with version: 1 and flows:");
        CheckDirectives(start);
        Next();
        var root = ReadNode(null, "", 0);
        Next();
        if (Next() is DocumentStart other)
            throw new YamlErrorException("expected the end of the document but found another one", At(other.Start), At(other.End), "a file holds one definition; give each its own");
        return root;
    }

    private void CheckDirectives(DocumentStart start)
    {
        if (start.Version?.Version is { } version && (version.Major != 1 || version.Minor is < 1 or > 2))
            throw new YamlErrorException($"this is YAML {version.Major}.{version.Minor}, which this program does not know", At(start.Start), At(start.End), "1.1 and 1.2 mean the same here");
        if (start.Tags?.FirstOrDefault(static t => (t.Handle, t.Prefix) is not (("!", "!") or ("!!", YamlTag.Core))) is { } tag)
            throw new YamlErrorException($"%TAG {tag.Handle}: tags of one's own mean nothing here", At(start.Start), At(start.End), "remove it");
    }

    private DocumentNode ReadNode(DocumentNode? parent, string key, int depth)
    {
        var current = _parser.Current!;
        var start = At(current.Start);
        if (depth > MaxDepth) throw new YamlErrorException($"more than {MaxDepth} lists and records inside each other", start, start + 1);
        switch (current)
        {
            case AnchorAlias alias:
                return Copy(OriginalOf(alias), parent, key, new(start, At(alias.End), NoteOf(alias)));
            case Scalar scalar:
                return Anchored(scalar, ReadScalar(scalar, parent, key));
            case SequenceStart sequence:
                Remember(sequence, null);
                return Anchored(sequence, ReadList(sequence, new(_document, parent, key, ValueKind.Array, YamlPlaces.Content(_document.Source.Text, start)), depth));
            default:
                var mapping = (MappingStart)current;
                Remember(mapping, null);
                return Anchored(mapping, ReadRecord(mapping, new(_document, parent, key, ValueKind.Record, YamlPlaces.Content(_document.Source.Text, start)), depth));
        }
    }

    private DocumentNode ReadScalar(Scalar scalar, DocumentNode? parent, string key)
    {
        var start = YamlPlaces.Content(_document.Source.Text, At(scalar.Start));
        var end = Math.Max(start, At(scalar.End));
        Count(scalar.Value.Length);
        var resolved = YamlScalar.Resolve(scalar.Value, TagOf(scalar), scalar.Style == ScalarStyle.Plain);
        if (resolved.Problem is { } problem) Report(start, end, problem, resolved.Hint);
        var places = resolved.Value.Kind == ValueKind.String ? YamlPlaces.Of(_document.Source.Text, start, end, scalar) : null;
        return new(_document, parent, key, resolved.Value.Kind, start)
        {
            End = end,
            Scalar = resolved.Value,
            OffsetOf = places,
            PlainNumber = scalar.Style == ScalarStyle.Plain && resolved.Value.Kind is ValueKind.Integer or ValueKind.Float ? scalar.Value : null,
            IsUnreadable = resolved.Problem is not null,
        };
    }

    private DocumentNode ReadList(SequenceStart sequence, DocumentNode list, int depth)
    {
        CheckTag(sequence, "seq", "a list");
        Count(0);
        while (Next() is not SequenceEnd) list.Items.Add(ReadNode(list, list.Items.Count.ToString(), depth + 1));
        list.End = Math.Max(list.Start, At(_parser.Current!.End));
        return list;
    }

    private DocumentNode ReadRecord(MappingStart mapping, DocumentNode record, int depth)
    {
        CheckTag(mapping, "map", "a record");
        Count(0);
        var members = new Dictionary<string, DocumentMember>();
        var merged = new List<DocumentMember>();
        while (Next() is not MappingEnd)
        {
            var (name, start, end, isMerge) = ReadKey();
            Next();
            var value = ReadNode(record, name, depth + 1);
            if (isMerge)
            {
                merged.AddRange(MembersOf(value, start, end));
                continue;
            }

            var member = new DocumentMember(name, start, end, value);
            if (members.TryAdd(name, member)) record.Members.Add(value.Owner = member);
            else ReportDuplicate(record, members[name], member);
        }

        // Own keys win, then those of the earlier record (spec: extensions 5.4).
        foreach (var member in merged)
            if (!members.ContainsKey(member.Name)) members.Add(member.Name, Attach(member, record));
        record.End = Math.Max(record.Start, At(_parser.Current!.End));
        return record;
    }

    private (string Name, int Start, int End, bool IsMerge) ReadKey()
    {
        var start = At(_parser.Current!.Start);
        var end = Math.Max(start + 1, At(_parser.Current.End));
        if (_parser.Current is not Scalar key) throw new YamlErrorException("a key is a text, no list, record or alias", start, end);
        var isPlain = key.Style == ScalarStyle.Plain;
        if (isPlain && key.Value is "" or "~" or "null")
            throw new YamlErrorException("a key is a text, not null", start, end, key.Value.Length == 0 ? "write a key in front of the colon" : $"write \"{key.Value}\"");
        if (TagOf(key) is not (null or "str")) throw new YamlErrorException("a key has no tag", start, end);
        start = YamlPlaces.Content(_document.Source.Text, start);
        Count(key.Value.Length);
        Anchored(key, new(_document, null, "", ValueKind.String, start) { Scalar = Value.From(key.Value), End = end });
        return (key.Value, start, end, isPlain && key.Value == "<<");
    }

    /// <summary>What <c>&lt;&lt;</c> merges in: the members of a record, or of the records of a list, one after the other.</summary>
    private static IEnumerable<DocumentMember> MembersOf(DocumentNode value, int start, int end)
    {
        if (value.IsRecord) return value.Members;
        if (value.IsList && value.Items.TrueForAll(static i => i.IsRecord)) return value.Items.SelectMany(static i => i.Members);
        throw new YamlErrorException("<< merges a record, or a list of records", start, end, "name one by its alias: <<: *base; a key of that name stands in quotes");
    }

    private DocumentMember Attach(DocumentMember member, DocumentNode record)
    {
        var value = Copy(member.Value, record, member.Name, null);
        var attached = new DocumentMember(member.Name, member.NameStart, member.NameEnd, value);
        record.Members.Add(value.Owner = attached);
        return attached;
    }

    /// <param name="alias">Whose places the copy has; null for those of the original.</param>
    private DocumentNode Copy(DocumentNode original, DocumentNode? parent, string key, Alias? alias)
    {
        Count(original.Text?.Length ?? 0);
        var note = alias is null ? original.Note : original.Note is null ? alias.Note : $"{original.Note}; {alias.Note}";
        var copy = new DocumentNode(_document, parent, key, original.Kind, alias?.Start ?? original.Start)
        {
            End = alias?.End ?? original.End,
            Scalar = original.Scalar,
            OffsetOf = original.OffsetOf,
            PlainNumber = original.PlainNumber,
            IsUnreadable = original.IsUnreadable,
            Note = note,
        };
        foreach (var item in original.Items) copy.Items.Add(Copy(item, copy, copy.Items.Count.ToString(), alias));
        foreach (var member in original.Members)
        {
            var value = Copy(member.Value, copy, member.Name, alias);
            copy.Members.Add(value.Owner = new(member.Name, alias?.Start ?? member.NameStart, alias?.End ?? member.NameEnd, value));
        }

        return copy;
    }

    private DocumentNode OriginalOf(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out var anchor))
            throw new YamlErrorException($"nothing is anchored as &{name} in front of it", At(alias.Start), At(alias.End), NearestName.Hint(name, [.. _anchors.Keys], "anchors"));
        return anchor.Node ?? throw new YamlErrorException($"*{name} stands inside of what it stands for", At(alias.Start), At(alias.End));
    }

    private string NoteOf(AnchorAlias alias) => $"in the copy *{alias.Value.Value}, anchored at line {_anchors[alias.Value.Value].Line}";

    private DocumentNode Anchored(NodeEvent @event, DocumentNode node)
    {
        Remember(@event, node);
        return node;
    }

    private void Remember(NodeEvent @event, DocumentNode? node)
    {
        if (!@event.Anchor.IsEmpty) _anchors[@event.Anchor.Value] = new(node, @event.Start.Line);
    }

    private void Count(int text)
    {
        _textLength += text;
        if (++_nodes <= MaxNodes && _textLength <= MaxText) return;
        var at = At(_parser.Current!.Start);
        throw new YamlErrorException(
            _anchors.Count == 0 ? $"the document has more than {Bound}" : $"aliases expand to more than {Bound}", at, Math.Max(at + 1, At(_parser.Current.End)));
    }

    private string Bound => _nodes > MaxNodes ? "200,000 values" : "32 MiB of text";

    /// <summary>The short name of a tag; null for none.</summary>
    private string? TagOf(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific) return node.Tag.IsEmpty || node.Tag.Value == "?" ? null : throw Unknown("!");
        var tag = node.Tag.Value;
        var name = tag.StartsWith(YamlTag.Core, StringComparison.Ordinal) ? tag[YamlTag.Core.Length..] : null;
        return YamlTag.Known.Contains(name) ? name : throw Unknown(name is null ? tag : "!!" + name);

        YamlErrorException Unknown(string written) =>
            new($"the tag {written} means nothing here", At(node.Start), Math.Max(At(node.Start) + 1, At(node.End)), $"remove it; tags are {string.Join(", ", YamlTag.Known.Select(static t => "!!" + t))}");
    }

    private void CheckTag(NodeEvent node, string own, string what)
    {
        if (TagOf(node) is { } tag && tag != own) throw new YamlErrorException($"{what} is no !!{tag}", At(node.Start), At(node.Start) + 1);
    }

    private void ReportDuplicate(DocumentNode record, DocumentMember first, DocumentMember second)
    {
        var finding = new Diagnostic
        {
            Severity = Severity.Error,
            Code = nameof(DefinitionErrorKind.DuplicateKey),
            Message = $"\"{second.Name}\" is defined twice",
            Span = _document.Span(second.NameStart, second.NameEnd),
            Pointer = DocumentNode.PointerTo(record, second.Name),
            Hint = $"the first one is at line {_document.Span(first.NameStart, first.NameStart).Start.Line}, this one at line {_document.Span(second.NameStart, second.NameStart).Start.Line}",
        };
        _findings.Add(finding, second.NameStart);
    }

    private void Report(int start, int end, string message, string? hint) => _findings.Add(
        new() { Severity = Severity.Error, Code = nameof(DefinitionErrorKind.InvalidYaml), Message = message, Span = _document.Span(start, end), Hint = hint }, start);

    /// <summary>Where an error of the parser stands, and what was probably meant.</summary>
    private (int Start, int End, string? Hint) Explain(YamlException error)
    {
        var text = _document.Source.Text;
        var start = Math.Min(At(error.Start), text.Length);
        if (error.Message.Contains(" tab ", StringComparison.Ordinal))
        {
            var tab = text.IndexOf("\n\t", start, StringComparison.Ordinal) + 1;
            if (tab > 0) start = tab;
            return (start, start + 1, "indent with blanks");
        }

        var end = Math.Clamp(At(error.End), Math.Min(start + 1, text.Length), text.Length);
        if (text.AsSpan(start, end - start).IndexOf('\n') is >= 0 and var line) end = start + line;
        var hint = (start < text.Length ? text[start] : ' ') switch
        {
            '@' or '`' or '%' or '*' or '&' or '!' or '|' or '>' => "a text that begins with it stands in quotes",
            _ when error.Message.Contains("invalid mapping", StringComparison.Ordinal) => "a text with \": \" in it stands in quotes; what belongs together begins in one column",
            _ when error.Message.Contains("expected key", StringComparison.Ordinal) => "what belongs together begins in one column",
            _ => null,
        };
        return (start, end, hint);
    }

    private ParsingEvent? Next()
    {
        var behind = _parser.Current is { } last ? At(last.End) : 0;
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (Exception e) when (e is not YamlException)
        {
            // What nobody would write makes the parser fail in ways of its own.
            throw new YamlErrorException("what follows is no YAML", behind, behind + 1);
        }
    }

    private int At(Mark mark) => _first + (int)mark.Index;

    /// <param name="Node">Null while it is read.</param>
    private sealed record Anchor(DocumentNode? Node, long Line);

    private sealed record Alias(int Start, int End, string Note);

    private sealed class YamlErrorException(string message, int start, int end, string? hint = null) : Exception(message)
    {
        public int Start { get; } = start;

        public int End { get; } = end;

        public string? Hint { get; } = hint;
    }
}
