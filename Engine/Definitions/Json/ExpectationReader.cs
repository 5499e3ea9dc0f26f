using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads what tests expect (spec: extensions 4.4).</summary>
internal sealed class ExpectationReader(PartReader parts)
{
    private const string Others = "others";
    private static readonly string[] s_special = [.. Enum.GetNames<SpecialSubject>().Select(static n => n.ToLowerInvariant())];
    private static readonly string[] s_forms = ["unordered", "count", "at_least", "each", "any", "last", "file"];
    private static readonly EventsForm[] s_formOf = [EventsForm.Unordered, EventsForm.Count, EventsForm.AtLeast, EventsForm.Each, EventsForm.Any, EventsForm.Last, EventsForm.File];
    private static readonly string[] s_contents = ["equals", "contains", "where"];
    private static readonly RecordKeys s_match = new([.. s_contents, "strict", "meta", "at", "from", "ingest_ns", "transactional"]);
    private static readonly string[] s_types = ["string", "int", "float", "number", "bool", "list", "record", "binary", "null"];
    private static readonly string[] s_patterns = ["$any", "$type", "$approx", "$re", "$absent", "$literal"];

    /// <summary>A step that looks; null where it cannot be read, which is reported.</summary>
    public ExpectStep? Read(DocumentNode node)
    {
        if (!parts.Shapes.IsMap(node)) return null;
        var others = node[Others] is { } given && parts.Shapes.IsOneOf(given, "any");
        return new([.. node.Members.Where(static m => m.Name != Others).Select(Read).OfType<Expectation>()], others, JsonPlace.Of(node));
    }

    private Expectation? Read(DocumentMember member)
    {
        var place = JsonPlace.Of(member);
        var name = new Name(member.Name, place);
        if (Array.IndexOf(s_special, member.Name) is >= 0 and var special) return ReadSpecial(name, (SpecialSubject)special, member.Value, place);
        // A port of such a name is written with the word in front.
        if (member.Name.StartsWith("port/", StringComparison.Ordinal)) name = name with { Text = member.Name[5..] };
        var node = member.Value;
        if (node.IsList) return new EventsExpectation(name, EventsForm.InOrder, place) { Matches = ReadMatches(node) };
        if (!parts.Shapes.IsMap(node)) return null;
        if (node.Members is not [var form] || Array.IndexOf(s_forms, form.Name) is not (>= 0 and var kind))
        {
            parts.Shapes.Wrong(node, $"expected a list of events, or one of {{\"{string.Join("\": ...}, {\"", s_forms)}\": ...}}");
            return null;
        }

        var events = new EventsExpectation(name, s_formOf[kind], place);
        switch (events.Form)
        {
            case EventsForm.Unordered:
                return parts.Shapes.IsList(form.Value) ? events with { Matches = ReadMatches(form.Value) } : null;
            case EventsForm.Count or EventsForm.AtLeast:
                if (form.Value.Scalar.TryGetInt64(out var number) && number >= 0) return events with { Number = number };
                parts.Shapes.Expected("a number of events", form.Value);
                return null;
            case EventsForm.File:
                return parts.ReadReference(form.Value) is { } file ? events with { File = file } : null;
            default:
                return events with { Matches = [ReadMatch(form.Value)] };
        }
    }

    private SpecialExpectation? ReadSpecial(Name name, SpecialSubject subject, DocumentNode node, Place place)
    {
        var counts = subject is SpecialSubject.Acked or SpecialSubject.Failed or SpecialSubject.Unsettled;
        if (node.IsRecord && counts)
        {
            if (node.Members is [{ Name: "count" } only] && only.Value.Scalar.TryGetInt64(out _)) return new(name, subject, only.Value.Scalar, place);
            parts.Shapes.Expected("a list of ids, or {\"count\": n}", node);
            return null;
        }

        var isRight = subject switch
        {
            SpecialSubject.Breaker => parts.Shapes.IsMap(node) && node.Members.TrueForAll(m => parts.Shapes.IsOneOf(m.Value, "open", "closed")),
            SpecialSubject.Held => IsHeld(node) || parts.Shapes.Expected("true, a number, or numbers by node", node),
            SpecialSubject.Insights => parts.Shapes.IsList(node),
            _ => parts.Shapes.IsList(node) && node.Items.TrueForAll(parts.Shapes.IsString),
        };
        return isRight ? new(name, subject, node.ToValue(), place) : null;

        static bool IsHeld(DocumentNode node) =>
            node.Scalar.TryGetInt64(out _) || (node.Scalar.TryGetBool(out var any) && any) || (node.IsRecord && node.Members.TrueForAll(static m => m.Value.Scalar.TryGetInt64(out _)));
    }

    private Parts<EventMatch> ReadMatches(DocumentNode list) => [.. list.Items.Select(ReadMatch)];

    /// <summary>A value, or a record of what is to hold of the event.</summary>
    private EventMatch ReadMatch(DocumentNode node)
    {
        var match = new EventMatch(JsonPlace.Of(node));
        if (!node.IsRecord || !node.Members.Exists(static m => s_contents.Contains(m.Name)) || !node.Members.TrueForAll(static m => s_match.All.Contains(m.Name)))
            return match with { Whole = ReadPattern(node) };
        if (node["equals"] is { } whole) match = match with { Whole = ReadPattern(whole) };
        if (node["contains"] is { } part) match = match with { Part = ReadPattern(part) };
        if (node["where"] is { } where) match = match with { Where = parts.Texts.ReadExpression(where) };
        if (node["strict"] is { } strict) match = match with { IsStrict = IsBool(strict) };
        if (node["meta"] is { } meta) match = match with { Meta = ReadMatch(meta) };
        if (node["at"] is { } at && TestTimes.TryReadMoment(at, parts.Shapes, out var time)) match = match with { At = time };
        if (node["ingest_ns"] is { } ingest && TestTimes.TryReadTime(ingest, parts.Shapes, out var ns)) match = match with { IngestNs = ns };
        if (node["transactional"] is { } transactional) match = match with { IsTransactional = IsBool(transactional) };
        if (node["from"] is { } from && parts.Shapes.IsList(from) && from.Items.TrueForAll(parts.Shapes.IsString)) match = match with { From = [.. from.Items.Select(static i => i.Text!)] };
        return match;
    }

    private bool IsBool(DocumentNode node) => node.Scalar.TryGetBool(out var value) ? value : parts.Shapes.Expected("true or false", node);

    /// <summary>The value as it stands; the patterns in it are checked.</summary>
    private Value ReadPattern(DocumentNode node)
    {
        Check(node);
        return node.ToValue();
    }

    private void Check(DocumentNode node)
    {
        foreach (var item in node.Items) Check(item);
        if (node.Members.Find(static m => m.Name.StartsWith('$')) is not { } pattern)
        {
            foreach (var member in node.Members) Check(member.Value);
            return;
        }

        switch (pattern.Name)
        {
            case "$type":
                parts.Shapes.IsOneOf(pattern.Value, s_types);
                break;
            case "$approx":
                if (!pattern.Value.Scalar.IsNumber) parts.Shapes.Expected("a number", pattern.Value);
                if (node["within"] is { Scalar.IsNumber: false } within) parts.Shapes.Expected("a number", within);
                break;
            case "$re":
                if (parts.Shapes.IsString(pattern.Value)) CheckExpression(pattern.Value);
                break;
            case "$any" or "$absent" or "$literal":
                break;
            default:
                var hint = NearestName.Hint(pattern.Name, s_patterns, "patterns");
                parts.Shapes.Findings.Error(
                    JsonPlace.Of(pattern), DefinitionErrorKind.UnknownDirective, $"unknown pattern {pattern.Name}", $"{hint}; a value that looks like one stands in {{\"$literal\": ...}}");
                break;
        }
    }

    private void CheckExpression(DocumentNode node)
    {
        try
        {
            _ = new Regex(node.Text!, RegexOptions.None, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            parts.Shapes.Wrong(node, $"this is no regular expression: {e.Message}");
        }
    }
}
