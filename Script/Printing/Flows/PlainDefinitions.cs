using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Flows;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Printing.Flows;

/// <summary>
/// Definitions as one writes them in JSON, whatever they were read from: what is created once stands where it is created, links that pass everything on
/// and connections are chains, values are taken apart down to what is computed, and texts stand for themselves (spec: troy B4, troy B6).
/// </summary>
internal static class PlainDefinitions
{
    private static readonly string[] s_connector = ["codec", "config", "metrics_interval_s", "postprocessors", "preprocessors", "reconnect"];
    private static readonly string[] s_window = ["size", "interval", "max_groups", "at_end"];
    private static readonly string[] s_inputs = ["in"];
    private static readonly string[] s_outputs = ["out", "err"];

    public static DefinitionDocument Of(DefinitionDocument document)
    {
        CheckOnce(document.Flows.Select(static f => f.Name));
        Parts<FlowDefinition> flows = [.. document.Flows.Select(Flow)];
        return document with
        {
            Doc = document.Doc,
            Directives = [],
            Modules = [.. document.Modules.Select(static m => m with { Text = m.Text })],
            Uses = [],
            Flows = flows,
            Deployments = Deployments(document.Deployments, flows),
        };
    }

    /// <summary>Null for every flow once under its own name.</summary>
    private static Parts<Deployment>? Deployments(Parts<Deployment>? written, Parts<FlowDefinition> flows)
    {
        if (written is not { } deployments) return null;
        var plain = deployments.Select(static d => d with
        {
            Doc = d.Doc,
            Alias = d.Alias?.Text == d.Flow.Text ? null : d.Alias,
            With = Fields(d.With),
        }).ToList();
        var isEach = flows.Count > 0 && plain.TrueForAll(static d => d is { Alias: null, Doc: null, With.Count: 0 }) && plain.Select(static d => d.Flow.Text).SequenceEqual(flows.Select(static f => f.Name.Text));
        return isEach ? null : [.. plain];
    }

    private static FlowDefinition Flow(FlowDefinition flow)
    {
        var (connectorDefinitions, connectors) = Fold(flow.ConnectorDefinitions, Last(flow.Connectors), CreationKind.Connector, Connector);
        var (pipelineDefinitions, pipelines) = Fold(flow.PipelineDefinitions, Last(flow.Pipelines), CreationKind.Pipeline, Pipeline);
        return flow with
        {
            Doc = flow.Doc,
            Parameters = Parameters(flow.Parameters),
            ConnectorDefinitions = connectorDefinitions,
            PipelineDefinitions = pipelineDefinitions,
            Connectors = connectors,
            Pipelines = WithoutImplied(pipelines, flow.Connections.SelectMany(static c => c.Ends.SkipLast(1)).Select(static e => (e.Alias, e.Port))),
            Connections = Connections(flow.Connections),
        };
    }

    /// <summary>Pipelines whose outputs are said where somebody reads one that they have not, which JSON would imply (spec: extensions 5.2).</summary>
    private static Parts<Creation> WithoutImplied(Parts<Creation> creations, IEnumerable<(string Name, string? Port)> read)
    {
        var others = read.Where(static r => r.Port is { } port && !s_outputs.Contains(port, StringComparer.OrdinalIgnoreCase)).Select(static r => r.Name).ToHashSet();
        return
        [
            .. creations.Select(c => c.Definition is PipelineDefinition { Outputs: null } pipeline && others.Contains(c.Name.Text)
                ? c with { Definition = pipeline with { Outputs = [.. s_outputs.Select(static n => new Name(n, Place.None))] } }
                : c),
        ];
    }

    /// <summary>Of two creations of a name the last one counts, in Troy (spec: troy A2).</summary>
    private static Parts<Creation> Last(Parts<Creation> creations) =>
        [.. creations.Where((c, i) => !creations.Skip(i + 1).Any(o => o.Name.Text == c.Name.Text))];

    /// <summary>A definition from which one instance of its own name is made, and nothing else, stands where that is created.</summary>
    private static (Parts<T> Definitions, Parts<Creation> Creations) Fold<T>(Parts<T> definitions, Parts<Creation> creations, CreationKind kind, Func<T, T> plain)
        where T : Definition
    {
        CheckOnce(definitions.Select(static d => d.Name));
        var once = creations.Where(c => c.Kind == kind && c.Definition is null && c.From is not null).GroupBy(static c => c.From!.Text)
            .Where(static g => g.Count() == 1 && g.Single().Name.Text == g.Key && g.Single().Doc is null).Select(static g => g.Key).ToHashSet();
        var inline = definitions.Where(d => once.Contains(d.Name.Text)).DistinctBy(static d => d.Name.Text).ToDictionary(static d => d.Name.Text);
        return (
            [.. definitions.Where(d => !inline.ContainsValue(d)).Select(plain)],
            [
                .. creations.Select(c => c.Kind != kind ? c
                    : c.Definition is T own ? c with { Definition = plain(own), With = Fields(c.With) }
                    : c.From is { } from && inline.TryGetValue(from.Text, out var definition) ? c with { From = null, Definition = plain(definition), With = Fields(c.With), Doc = null }
                    : c with { Doc = c.Doc, With = Fields(c.With) }),
            ]);
    }

    /// <summary>In JSON a record has each name once.</summary>
    private static void CheckOnce(IEnumerable<Name> names)
    {
        var known = new HashSet<string>();
        foreach (var name in names)
            if (!known.Add(name.Text)) throw new UnprintableException(name.Place, $"\"{name}\" is defined twice");
    }

    private static Parts<Field> Known(Parts<Field> settings, string[] known)
    {
        if (settings.FirstOrDefault(s => !known.Contains(s.Key.Text)) is { } unknown) throw new UnprintableException(unknown.Key.Place, $"\"{unknown.Key}\" is no setting here");
        return Fields(settings);
    }

    private static ConnectorDefinition Connector(ConnectorDefinition definition) => definition with
    {
        Doc = definition.Doc,
        Parameters = Parameters(definition.Parameters),
        Settings = [.. Known(definition.Settings, s_connector).Where(static f => !IsNoReconnect(f))],
    };

    private static bool IsNoReconnect(Field field) =>
        field is { Key.Text: "reconnect", Value: RecordSetting { Fields: [{ Key.Text: "none", Value: LiteralSetting { Value.IsNull: true } }] } or LiteralSetting { Value: { IsRecord: false } } };

    private static PipelineDefinition Pipeline(PipelineDefinition pipeline)
    {
        CheckOnce(pipeline.Nodes.Select(static n => n.Name));
        CheckOnce(pipeline.WindowDefinitions.Select(static w => w.Name));
        var (links, outputs) = WithDeclaredPorts(pipeline);
        var (operators, nodes) = Fold(pipeline.OperatorDefinitions, pipeline.Nodes, CreationKind.Operator, Operator);
        (var scripts, nodes) = Fold(pipeline.ScriptDefinitions, nodes, CreationKind.Script, Script);
        (var pipelines, nodes) = Fold(pipeline.PipelineDefinitions, nodes, CreationKind.Pipeline, Pipeline);
        return pipeline with
        {
            Doc = pipeline.Doc,
            Parameters = Parameters(pipeline.Parameters),
            Inputs = Ports(pipeline.Inputs, s_inputs),
            Outputs = Ports(outputs, s_outputs),
            Directives = Fields(pipeline.Directives),
            WindowDefinitions = [.. pipeline.WindowDefinitions.Select(Window)],
            OperatorDefinitions = operators,
            ScriptDefinitions = scripts,
            PipelineDefinitions = pipelines,
            Nodes = WithoutImplied([.. nodes.Select(static n => n.Kind == CreationKind.Stream ? n with { Doc = n.Doc } : n)], Sources(links)),
            Links = Chains(links),
            Query = pipeline.Query,
        };
    }

    /// <summary>Null where they are those that every pipeline has.</summary>
    private static Parts<Name>? Ports(Parts<Name>? ports, string[] standard) => ports?.Select(static p => p.Text).SequenceEqual(standard) == true ? null : ports;

    /// <summary>
    /// What a query sends <c>into out/name</c> leaves by that name, which JSON wants declared; <c>from in/name</c> nothing ever comes (spec: query 6).
    /// </summary>
    private static (IReadOnlyList<Link> Links, Parts<Name>? Outputs) WithDeclaredPorts(PipelineDefinition pipeline)
    {
        var inputs = pipeline.Inputs?.Select(static n => n.Text).ToHashSet() ?? [.. s_inputs];
        var outputs = (pipeline.Outputs ?? [.. s_outputs.Select(static n => new Name(n, Place.None))]).ToList();
        var declared = outputs.Select(static n => n.Text).ToHashSet();
        var links = new List<Link>();
        var count = outputs.Count;
        foreach (var link in pipeline.Links)
        {
            if (link is not SelectLink select)
            {
                links.Add(link);
                continue;
            }

            if (inputs.Contains(select.From.Node) && !IsPort(select.From.Port, "out")) continue;
            if (declared.Contains(select.Into.Node) && !IsPort(select.Into.Port, "in"))
            {
                var port = select.Into.Port!.ToLowerInvariant();
                if (!outputs.Exists(o => o.Text == port))
                {
                    if (Names(pipeline).Contains(port)) throw new UnprintableException(select.Into.Place, $"in JSON the port \"{port}\" needs a name of its own, and a node or stream has it");
                    outputs.Add(new(port, select.Into.Place));
                }

                select = select with { Into = new(port, null, select.Into.Place) };
            }

            links.Add(Select(select));
        }

        if (links.Count == 0 && pipeline.Query is null) throw new UnprintableException(pipeline.Place, $"in JSON a pipeline has a link, and \"{pipeline.Name}\" has none by which anything comes");
        return (links, outputs.Count == count ? pipeline.Outputs : [.. outputs]);
    }

    /// <summary>Those of its nodes, and of what its links join.</summary>
    private static IEnumerable<string> Names(PipelineDefinition pipeline)
    {
        var joined = pipeline.Links.SelectMany(static link => link switch
        {
            SelectLink select => [select.From, select.Into],
            ChainLink chain => chain.Endpoints,
            _ => (IEnumerable<Endpoint>)[],
        });
        return pipeline.Nodes.Select(static n => n.Name.Text).Concat(joined.Select(static e => e.Node));
    }

    private static IEnumerable<(string Name, string? Port)> Sources(IEnumerable<Link> links) =>
        links.SelectMany(static l => l is ChainLink chain ? chain.Endpoints.SkipLast(1) : [((SelectLink)l).From]).Select(static e => (e.Node, e.Port));

    private static SelectLink Select(SelectLink link) => link with
    {
        Target = link.Target is null || IsEvent(link.Target) ? null : Clause(link.Target),
        Where = link.Where is null ? null : Clause(link.Where),
        Group = link.Group is null ? null : Group(link.Group),
        Having = link.Having is null ? null : Clause(link.Having),
        Doc = link.Doc,
    };

    private static bool IsEvent(Text text) =>
        PartPrinter.Tree(text, ScriptSyntax.Clause) is PathExpression { Root: PathRoot.Event, Segments.Count: 0 };

    private static Group Group(Group group) => group switch
    {
        SetGroup set => set with { Dimensions = [.. set.Dimensions.Select(Group)] },
        EachGroup each => each with { Expression = Simple(each.Expression) },
        ValueGroup value => value with { Expression = Simple(value.Expression) },
        _ => group,
    };

    /// <summary>Selects that pass everything on are chains, and where one begins where the one before ended, they are one.</summary>
    private static Parts<Link> Chains(IReadOnlyList<Link> links)
    {
        var chains = new List<Link>();
        foreach (var link in links)
        {
            var endpoints = link switch
            {
                ChainLink chain => [.. chain.Endpoints],
                SelectLink { Target: null, Windows.Count: 0, Where: null, Group: null, Having: null, Doc: null } select => [select.From, select.Into],
                _ => (List<Endpoint>?)null,
            };
            if (endpoints is null)
            {
                chains.Add(link);
                continue;
            }

            if (chains is [.., ChainLink { Endpoints: var before, Place: var place }] && before[^1].Node == endpoints[0].Node && IsPort(before[^1].Port, "in") && IsPort(endpoints[0].Port, "out"))
                chains[^1] = new ChainLink([.. before.SkipLast(1), endpoints[0] with { Port = null }, .. endpoints.Skip(1)], place);
            else
                chains.Add(new ChainLink([.. endpoints], link.Place));
        }

        return [.. chains];
    }

    private static Parts<Connection> Connections(Parts<Connection> connections)
    {
        var chains = new List<Connection>();
        foreach (var connection in connections)
        {
            ConnectionEnd[] ends = [.. connection.Ends.Select(InJson)];
            if (chains is [.., { Ends: var before, Place: var place }] && before[^1] is var end && ends[0] is var start && (end.Kind, end.Alias) == (start.Kind, start.Alias)
                && IsPort(end.Port, "in") && IsPort(start.Port, "out") && !HasArrow(ends) && !HasArrow(before))
                chains[^1] = new([.. before.SkipLast(1), InJson(start with { Port = null }), .. ends[1..]], place);
            else
                chains.Add(new([.. ends], connection.Place));
        }

        return [.. chains];

        static bool HasArrow(IEnumerable<ConnectionEnd> ends) => ends.Any(static e => e.Written.Contains("->", StringComparison.Ordinal));
    }

    private static ConnectionEnd InJson(ConnectionEnd end) => end.Kind is not { } kind ? end
        : end with { Written = $"{(kind == ConnectionEndKind.Connector ? "connector" : "pipeline")}/{end.Alias}{(end.Port is null ? "" : "/" + end.Port)}" };

    private static bool IsPort(string? port, string name) => port is null || port.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static OperatorDefinition Operator(OperatorDefinition definition) => definition with
    {
        Doc = definition.Doc,
        Parameters = Parameters(definition.Parameters),
        Config = definition.Config is null ? null : Setting(definition.Config),
    };

    private static ScriptDefinition Script(ScriptDefinition definition) => definition with
    {
        Doc = definition.Doc,
        Parameters = Parameters(definition.Parameters),
        State = definition.State is null ? null : Setting(definition.State),
        Main = Body(definition.Main),
        Ports = [.. definition.Ports.Select(static p => p with { Script = Body(p.Script)! })],
    };

    private static WindowDefinition Window(WindowDefinition window) => window with
    {
        Doc = window.Doc,
        Settings = Known(window.Settings, s_window),
        State = window.State is null ? null : Setting(window.State),
        Tick = window.Tick is { } tick ? tick with { Script = Body(tick.Script)! } : null,
        Script = Body(window.Script),
    };

    private static Parts<Parameter> Parameters(Parts<Parameter> parameters) =>
        [.. parameters.Select(static p => p.Default is null ? p : p with { Default = Setting(p.Default) })];

    private static Parts<Field> Fields(Parts<Field> fields) => [.. fields.Select(static f => f with { Value = Setting(f.Value) })];

    private static Setting Setting(Setting setting)
    {
        switch (PartPrinter.Whole(setting))
        {
            case ListSetting list:
                return list with { Items = [.. list.Items.Select(Setting)] };
            case RecordSetting record:
                return Record(record.Fields, record.Place);
            case ExpressionSetting expression:
                return Computed(PartPrinter.Tree(expression.Expression, ScriptSyntax.Simple), expression.Place);
            case TemplateSetting template:
                return Computed(PartPrinter.Tree(template.Template, ScriptSyntax.Template), template.Place);
            default:
                return setting;
        }
    }

    /// <summary>A record, unless it would be read as a directive.</summary>
    private static Setting Record(Parts<Field> fields, Place place)
    {
        var record = new RecordSetting([.. fields.Select(static f => f with { Value = Setting(f.Value) })], place);
        if (record.Fields is not [{ Key.Text: ['$', ..] key, Value: var value }]) return record;
        return Constant(value) is { } constant ? new LiteralSetting(new RecordBuilder(1).Set(key, constant).Build(), place)
            : throw new UnprintableException(place, $"a record whose only key is \"{key}\" has no form in JSON where its value is computed");
    }

    /// <summary>The value of what is not computed; null for what is.</summary>
    private static Value? Constant(Setting setting)
    {
        switch (setting)
        {
            case LiteralSetting literal:
                return literal.Value;
            case ListSetting list:
                var items = list.Items.Select(Constant).ToList();
                return items.Contains(null) ? null : Value.FromArray([.. items.Select(static i => i!.Value)]);
            case RecordSetting record:
                var builder = new RecordBuilder(record.Fields.Count);
                foreach (var (key, value) in record.Fields)
                {
                    if (Constant(value) is not { } constant) return null;
                    builder.Set(key.Text, constant);
                }

                return builder.Build();
            default:
                return null;
        }
    }

    private static Setting Computed(Expression expression, Place place)
    {
        switch (expression)
        {
            case ArrayExpression array:
                return new ListSetting([.. array.Items.Select(i => Computed(i, place))], place);
            case RecordExpression record when record.Fields.All(static f => f.Key.Constant is not null) && record.Fields.DistinctBy(static f => f.Key.Constant).Count() == record.Fields.Count:
                var fields = record.Fields.Select(f => new Field(new(f.Key.Constant!, place), Computed(f.Value, place)));
                return record.Fields is [{ Key.Constant: ['$', ..] }] && Constant(new ListSetting([.. fields.Select(static f => f.Value)], place)) is null
                    ? new ExpressionSetting(Lines(PrintedExpression.Of(record, ExpressionPlace.Simple), place), place)
                    : Record([.. fields], place);
            case PathExpression { Root: PathRoot.Args, Segments: [FieldSegment, ..] } path when ArgumentPath(path) is { } argument:
                return new ArgumentSetting(new(argument, place), place);
            case StringExpression { Constant: null } text:
                var template = PrintedExpression.Of(text, ExpressionPlace.Simple)[1..^1];
                return new TemplateSetting(Lines(template, place), place);
            default:
                return SettingBuilder.Scalar(expression) is { } scalar
                    ? new LiteralSetting(scalar, place)
                    : new ExpressionSetting(Lines(PrintedExpression.Of(expression, ExpressionPlace.Simple), place), place);
        }
    }

    /// <summary><c>a.b[0]</c> for such a path; null for one that has more in it.</summary>
    private static string? ArgumentPath(PathExpression path)
    {
        var printed = "";
        foreach (var segment in path.Segments)
        {
            switch (segment)
            {
                case FieldSegment field when field.Name.Length > 0 && !field.Name.AsSpan().ContainsAny('.', '[', ']'):
                    printed += (printed.Length == 0 ? "" : ".") + field.Name;
                    break;
                case IndexSegment { Index: LiteralExpression { Value: { Kind: ValueKind.Integer } index } }:
                    printed += $"[{index}]";
                    break;
                default:
                    return null;
            }
        }

        return printed;
    }

    private static Text Clause(Text text) => Lines(PrintedExpression.Of(PartPrinter.Tree(text, ScriptSyntax.Clause)), text.Place);

    private static Text Simple(Text text) => Lines(PrintedExpression.Of(PartPrinter.Tree(text, ScriptSyntax.Simple), ExpressionPlace.Simple), text.Place);

    private static Text? Body(Text? script) => script switch
    {
        ParsedText { Tree: ParsedScript parsed } => Lines(ScriptLines.Text(ScriptLines.WithComments(parsed.Source, parsed.Site.InnerText)), script.Place),
        WrittenText written => Lines(ScriptLines.Text(written.Source.Text), script.Place),
        _ => script,
    };

    private static WrittenText Lines(string text, Place place) => new(new SourceText("", text), place);
}
