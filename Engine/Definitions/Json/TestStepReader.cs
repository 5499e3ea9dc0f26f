using Tremor.Dataflow.Engine.Definitions.Testing;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Reads the steps of tests (spec: extensions 4.3).</summary>
internal sealed class TestStepReader(PartReader parts)
{
    private static readonly string[] s_kinds = ["send", "generate", "file", "advance", "tick", "settle", "sink", "ack", "fail", "insight", "drain", "restart", "expect", "log"];
    private static readonly RecordKeys s_send = new("value", "meta", "port", "connector", "at", "ingest_ns", "transactional", "repeat", "id") { Required = ["value"] };
    private static readonly RecordKeys s_generate = new("count", "value", "every", "port", "connector") { Required = ["count", "value"] };
    private static readonly RecordKeys s_file = new("file", "port", "connector");
    private static readonly RecordKeys s_sink = new("sink", "then", "after", "count") { Required = ["then"] };
    private static readonly RecordKeys s_insight = new("insight", "port");
    private static readonly string[] s_behaviours = ["ack", "fail", "hold", "down", "up"];
    private static readonly string[] s_insights = ["open", "close"];

    private readonly ExpectationReader _expectations = new(parts);

    /// <summary>The steps of a test: those that it writes, or <c>input</c> and <c>expect</c>.</summary>
    public Parts<TestStep> ReadSteps(DocumentNode test)
    {
        var steps = new List<TestStep>();
        if (test["input"] is { } input) ReadInput(input, steps);
        if (test["steps"] is { } list && parts.Shapes.IsList(list))
            foreach (var item in list.Items)
                if (ReadStep(item) is { } step) steps.Add(step);
        if (test["expect"] is { } expect && _expectations.Read(expect) is { } last) steps.Add(last);
        return [.. steps];
    }

    /// <summary>A list for the usual port, or lists by port.</summary>
    private void ReadInput(DocumentNode input, List<TestStep> steps)
    {
        if (!input.IsRecord)
        {
            if (parts.Shapes.IsList(input)) Send(input, new(null, null));
            return;
        }

        foreach (var member in input.Members)
            if (parts.Shapes.IsList(member.Value)) Send(member.Value, new(null, new(member.Name, JsonPlace.Of(member))));

        void Send(DocumentNode list, TestInlet into) => steps.AddRange(list.Items.Select(i => ReadSend(i) is { } send ? send with { Into = send.Into.Port is null ? into : send.Into } : null).OfType<TestStep>());
    }

    private TestStep? ReadStep(DocumentNode node)
    {
        if (!parts.Shapes.IsMap(node)) return null;
        if (node.Members.Find(static m => s_kinds.Contains(m.Name)) is not { } member)
        {
            if (node.Members.Count == 0) parts.Shapes.Wrong(node, $"expected a step, one of {string.Join(", ", s_kinds)}");
            else parts.Shapes.ReportUnknown(node.Members[0], s_kinds);
            return null;
        }

        RecordKeys keys = member.Name switch
        {
            "file" => s_file,
            "sink" => s_sink,
            "insight" => s_insight,
            _ => new(member.Name),
        };
        parts.Shapes.IsRecord(node, keys);
        return ReadStep(member.Name, node, member.Value, JsonPlace.Of(node));
    }

    private TestStep? ReadStep(string kind, DocumentNode step, DocumentNode value, Place place) => kind switch
    {
        "send" => ReadSend(value),
        "generate" => ReadGenerate(value),
        "file" => parts.ReadReference(value) is { } path ? new FileStep(path, InletOf(step), place) : null,
        "advance" => TestTimes.TryReadSpan(value, parts.Shapes, out var span) ? new AdvanceStep(span, place) : null,
        "tick" => IsNumber(value, 1, out var ticks) ? new TickStep(ticks, place) : null,
        "settle" => IsTrue(value) ? new SettleStep(place) : null,
        "sink" => ReadSink(step, value, place),
        "ack" or "fail" => ReadIds(value) is { } ids ? new AnswerStep(kind == "ack", ids, place) : null,
        "insight" => ReadInsight(step, value, place),
        "drain" => IsTrue(value) ? new DrainStep(place) : null,
        "restart" => IsTrue(value) ? new RestartStep(place) : null,
        "log" => parts.Shapes.IsString(value) ? new LogStep(value.Text!, place) : null,
        _ => _expectations.Read(value),
    };

    /// <summary>A value, or, where it is a record with the key <c>value</c>, an event with more to it.</summary>
    private SendStep? ReadSend(DocumentNode node)
    {
        var place = JsonPlace.Of(node);
        if (!node.IsRecord || node.Member("value") is null) return new(node.ToValue(), new(null, null), place);
        if (!parts.Shapes.IsRecord(node, s_send)) return null;
        var send = new SendStep(node["value"]!.ToValue(), InletOf(node), place) { Id = node["id"] is { } id && parts.Shapes.IsString(id) ? id.Text : null };
        if (node["meta"] is { } meta && parts.Shapes.IsMap(meta)) send = send with { Meta = meta.ToValue() };
        if (node["at"] is { } at && TestTimes.TryReadMoment(at, parts.Shapes, out var time)) send = send with { At = time };
        if (node["ingest_ns"] is { } ingest && TestTimes.TryReadTime(ingest, parts.Shapes, out var ns)) send = send with { IngestNs = ns };
        if (node["transactional"] is { } transactional) send = send with { IsTransactional = IsBool(transactional) };
        if (node["repeat"] is { } repeat && IsNumber(repeat, 1, out var times)) send = send with { Repeat = times };
        return send;
    }

    private GenerateStep? ReadGenerate(DocumentNode node)
    {
        if (!parts.Shapes.IsRecord(node, s_generate) || node["value"] is not { } value || node["count"] is not { } number) return null;
        TimeSpan? every = node["every"] is { } step && TestTimes.TryReadSpan(step, parts.Shapes, out var span) ? span : null;
        var expression = parts.Texts.ReadExpression(value);
        return IsNumber(number, 0, out var count) && expression is not null ? new(count, expression, every, InletOf(node), JsonPlace.Of(node)) : null;
    }

    private SinkStep? ReadSink(DocumentNode step, DocumentNode value, Place place)
    {
        if (parts.ReadReference(value) is not { } sink || step["then"] is not { } then || !parts.Shapes.IsOneOf(then, s_behaviours)) return null;
        var after = 0L;
        if (step["after"] is { } first && !IsNumber(first, 0, out after)) return null;
        var count = 0L;
        if (step["count"] is { } number && !IsNumber(number, 1, out count)) return null;
        return new(sink, (SinkBehaviour)Array.IndexOf(s_behaviours, then.Text), place) { After = after, Count = count == 0 ? null : count };
    }

    private InsightStep? ReadInsight(DocumentNode step, DocumentNode value, Place place)
    {
        parts.Shapes.CheckRequired(step, "port");
        if (!parts.Shapes.IsOneOf(value, s_insights) || parts.ReadReference(step["port"]) is not { } port) return null;
        return new(value.Text == "open", port, place);
    }

    private Parts<Name>? ReadIds(DocumentNode node)
    {
        if (node.Text is { } only) return [new(only, JsonPlace.Of(node))];
        return parts.Shapes.IsList(node, least: 1) ? [.. node.Items.Select(parts.ReadReference).OfType<Name>()] : null;
    }

    private TestInlet InletOf(DocumentNode node) => new(parts.ReadReference(node["connector"]), parts.ReadReference(node["port"]));

    private bool IsTrue(DocumentNode node) => (node.Scalar.TryGetBool(out var value) && value) || parts.Shapes.Expected("true", node);

    private bool IsBool(DocumentNode node) => node.Scalar.TryGetBool(out var value) ? value : parts.Shapes.Expected("true or false", node);

    private bool IsNumber(DocumentNode node, long least, out long number) =>
        (node.Scalar.TryGetInt64(out number) && number >= least && number <= int.MaxValue) || parts.Shapes.Expected($"a whole number, {least} or more", node);
}
