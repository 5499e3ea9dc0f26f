using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Script.Printing.Flows;

/// <summary>Definitions of every construct that JSON and Troy both have, with texts whose syntax is sound, whether they mean something or not.</summary>
internal static class RandomFlow
{
    private static readonly Place s_nowhere = Place.None;

    public static Gen<DefinitionDocument> Document =>
        from doc in Maybe(Doc)
        from flows in Named(Flow).Where(static f => f.Count > 0)
        from deployments in Maybe(Deployment.ListOf().Resize(3))
        select new DefinitionDocument(s_nowhere) { Doc = doc, Flows = flows, Deployments = deployments is null ? null : [.. deployments] };

    private static Gen<Name> Plain => Gen.Elements("in", "out", "a", "b", "select", "long name", "été", "10 s", "_x", "1").Select(NameOf);

    private static Gen<Name> Key => Gen.Elements("count", "from", "a.b", "$x", "été", "", "a\"b").Select(NameOf);

    private static Gen<Text> Doc => Gen.Elements("", "One line.", "# A heading\n\nand more").Select(Text);

    private static Gen<Text> Simple => Gen.Elements(
        "event", "1 + 2 * 3", "(1 + 2) * 3", "-args.n", "args", "args.a[1 + 1]", "event.`select`.x", "\"a#{args.n}b\"", "{\"$x\": args.n}", "[1, event]", "m::f(1, \"x\")",
        "not (event.a == 1)", "(match event of case 1 => 2 case _ => 3 end)", "merge event of {\"a\": \"\\\"\"} end", "{\n# comment\n\"a\": 1}", "patch event of insert \"x\" => 1 end").Select(Text);

    private static Gen<Text> Clause => Gen.OneOf(Simple, Gen.Elements(
        "match event of case %{ a == 1 } => 1 case _ => {\"b\": \"c\"} end", "for event of case (k, v) => v end", "aggr::stats::count()").Select(Text));

    private static Gen<Text> Script => Gen.Elements(
        "event", "let a = 1;\nevent", "  let a = 1;\n    emit event => \"x\";\n\n  drop", "# first\nuse std::string as s;\nconst C = 1; # one\nevent.x;\n# last",
        "let x = \"\"\"\n  a\n    #{event.b}\n  \"\"\";\nx", "match event of\n  case 1 => emit \"}\"\n  case _ => drop\nend", "match event of\n  case %{ a ~= re|a\\\n  b| } => 1\n  case _ => 2\nend").Select(Text);

    private static Gen<Value> Scalar => Gen.Elements(
        Value.Null, Value.True, Value.From(0L), Value.From(-7L), Value.From(ulong.MaxValue), Value.From(1.5), Value.From(-1e300), Value.From("text"), Value.From("#{no} \"\\\t"), Value.From("é\n😀"));

    private static Gen<Value> Any => Gen.OneOf(
        Scalar, Scalar.ListOf().Resize(3).Select(static i => Value.FromArray([.. i])), Scalar.Select(static v => new RecordBuilder().Set("$arg", v).Build()),
        Scalar.Select(static v => new RecordBuilder().Set("a long key to make lines longer", v).Set("another long key to make lines longer", v).Set("and a third one", v).Build()));

    private static Gen<Setting> Setting(int depth) => depth == 0
        ? Scalar.Select(static v => (Setting)new LiteralSetting(v, s_nowhere))
        : Gen.OneOf(
            Any.Select(static v => (Setting)new LiteralSetting(v, s_nowhere)),
            Setting(depth - 1).ListOf().Resize(3).Select(static i => (Setting)new ListSetting([.. i], s_nowhere)),
            Fields(Key, depth - 1).Where(static f => f is not [{ Key.Text: ['$', ..] }]).Select(static f => (Setting)new RecordSetting(f, s_nowhere)),
            Gen.Elements("n", "a.b", "a[0].select", "long name", "x[12]").Select(static p => (Setting)new ArgumentSetting(NameOf(p), s_nowhere)),
            Simple.Select(static t => (Setting)new ExpressionSetting(t, s_nowhere)),
            Gen.Elements("a#{args.n}", "#{args.a}#{\"x\" + \"y\"}", "\\\"#{1}\\n\\#", "plain").Select(static t => (Setting)new TemplateSetting(Text(t), s_nowhere)));

    private static Gen<Parts<Field>> Fields(Gen<Name> keys, int depth) => Named(keys, name => Setting(depth).Select(s => new Field(name, s)));

    private static Gen<Parameter> Parameter(Name name) =>
        from value in Maybe(Setting(2))
        from type in Gen.Elements(Enum.GetValues<ParameterType>())
        from doc in Maybe(Gen.Elements("", "a comment\nof lines"))
        select new Parameter(name) { Default = value, Type = type, Doc = doc };

    private static Gen<Parts<Use>> Uses =>
        from uses in (from module in Gen.Elements("std::string", "a", "select::b") from alias in Maybe(Plain) select new Use(module, alias, s_nowhere)).ListOf().Resize(2)
        select (Parts<Use>)[.. uses];

    private static Gen<Deployment> Deployment =>
        from flow in Plain
        from alias in Maybe(Plain)
        from with in Fields(Plain, 2)
        from doc in Maybe(Doc)
        select new Deployment(flow, alias, s_nowhere) { With = with, Doc = doc };

    private static Gen<FlowDefinition> Flow(Name name) =>
        from doc in Maybe(Doc)
        from parameters in Named(Parameter)
        from uses in Uses
        from connectorDefinitions in Named(Connector)
        from pipelineDefinitions in Named(static n => Pipeline(n, 1))
        from connectors in Named(static n => Creation(n, CreationKind.Connector, Connector(n)))
        from pipelines in Named(static n => Creation(n, CreationKind.Pipeline, Pipeline(n, 1)))
        from connections in (from ends in End.ListOf().Where(static e => e.Count > 1).Resize(4) select new Connection([.. ends], s_nowhere)).ListOf().Resize(3)
        select new FlowDefinition(name, s_nowhere)
        {
            Doc = doc,
            Parameters = parameters,
            Uses = uses,
            ConnectorDefinitions = connectorDefinitions,
            PipelineDefinitions = pipelineDefinitions,
            Connectors = [.. connectors.Where(c => c.Definition is null || !connectorDefinitions.Any(d => d.Name == c.Name))],
            Pipelines = [.. pipelines.Where(c => c.Definition is null || !pipelineDefinitions.Any(d => d.Name == c.Name))],
            Connections = [.. connections.Where(static c => c.Ends.Zip(c.Ends.Skip(1)).All(static p => (p.First.Kind, p.Second.Kind) != (ConnectionEndKind.Connector, ConnectionEndKind.Connector)))],
        };

    private static Gen<ConnectionEnd> End =>
        from kind in Gen.Elements(ConnectionEndKind.Connector, ConnectionEndKind.Pipeline)
        from alias in Gen.Elements("a", "long name", "select")
        from port in Gen.Elements(null, "in", "out", "err", "10 s")
        select new ConnectionEnd($"{kind.ToString().ToLowerInvariant()}/{alias}{(port is null ? "" : "/" + port)}", kind, alias, port, s_nowhere);

    private static Gen<ConnectorDefinition> Connector(Name name) =>
        from kind in Gen.Elements("file", "null").Select(NameOf)
        from doc in Maybe(Doc)
        from parameters in Named(Parameter)
        from settings in Named(Gen.Elements("config", "metrics_interval_s").Select(NameOf), static n => Setting(2).Select(s => new Field(n, s)))
        select new ConnectorDefinition(name, kind, s_nowhere) { Doc = doc, Parameters = parameters, Settings = settings };

    private static Gen<PipelineDefinition> Pipeline(Name name, int depth) =>
        from doc in Maybe(Doc)
        from parameters in Named(Parameter)
        from inputs in Maybe(Ports)
        from outputs in Maybe(Ports)
        from directives in Fields(Plain, 1)
        from uses in Uses
        from windows in Named(Window)
        from operators in Named(Operator)
        from scripts in Named(ScriptOf)
        from pipelines in depth == 0 ? Gen.Constant(default(Parts<PipelineDefinition>)) : Named(n => Pipeline(n, depth - 1))
        from nodes in Named(n => Node(n, depth))
        from links in Link.ListOf().Resize(4).Where(static l => l.Count > 0)
        select new PipelineDefinition(name, s_nowhere)
        {
            Doc = doc,
            Parameters = parameters,
            Inputs = inputs is null ? null : [.. inputs],
            Outputs = outputs is null ? null : [.. outputs],
            Directives = directives,
            Uses = uses,
            WindowDefinitions = windows,
            OperatorDefinitions = operators,
            ScriptDefinitions = scripts,
            PipelineDefinitions = pipelines,
            Nodes = [.. nodes.Where(n => n.Definition is null || !operators.Concat<Definition>(scripts).Concat(pipelines).Any(d => d.Name == n.Name))],
            Links = [new ChainLink([new("a", null, s_nowhere), new("b", null, s_nowhere)], s_nowhere), .. links],
        };

    private static Gen<List<Name>> Ports => Plain.ListOf().Resize(3).Select(static p => p.Distinct().ToList()).Where(static p => p.Count > 0);

    private static Gen<WindowDefinition> Window(Name name) =>
        from kind in Gen.Elements(WindowKind.Tumbling, WindowKind.Sliding)
        from doc in Maybe(Doc)
        from settings in Named(Gen.Elements("size", "interval", "max_groups", "at_end").Select(NameOf), static n => Setting(1).Select(s => new Field(n, s)))
        from state in Maybe(Setting(1))
        from tick in Maybe(Script)
        from script in Maybe(Script)
        select new WindowDefinition(name, kind, s_nowhere)
        {
            Doc = doc,
            Settings = settings,
            State = state,
            Tick = tick is null ? null : new(NameOf("tick"), tick),
            Script = script,
        };

    private static Gen<OperatorDefinition> Operator(Name name) =>
        from kind in Gen.Elements("generic::batch", "select::x").Select(NameOf)
        from doc in Maybe(Doc)
        from parameters in Named(Parameter)
        from config in Maybe(Fields(Plain, 2))
        select new OperatorDefinition(name, kind, s_nowhere) { Doc = doc, Parameters = parameters, Config = config.Count == 0 ? null : new RecordSetting(config, s_nowhere) };

    private static Gen<ScriptDefinition> ScriptOf(Name name) =>
        from main in Script
        from doc in Maybe(Doc)
        from parameters in Named(Parameter)
        from state in Maybe(Setting(1))
        from ports in Named(static port => Script.Select(t => new ScriptSection(port, t)))
        select new ScriptDefinition(name, main, s_nowhere) { Doc = doc, Parameters = parameters, State = state, Ports = ports };

    private static Gen<Creation> Node(Name name, int depth) => Gen.OneOf(
        Maybe(Doc).Select(doc => new Creation(CreationKind.Stream, name, s_nowhere) { Doc = doc }),
        Creation(name, CreationKind.Operator, Operator(name)),
        Creation(name, CreationKind.Script, ScriptOf(name)),
        depth == 0 ? Creation(name, CreationKind.Script, ScriptOf(name)) : Creation(name, CreationKind.Pipeline, Pipeline(name, depth - 1)));

    private static Gen<Creation> Creation<T>(Name name, CreationKind kind, Gen<T> definition)
        where T : Definition => Gen.OneOf(
            from origin in Gen.OneOf(Plain, Gen.Constant(NameOf("m::select")), Gen.Constant(name))
            from with in Fields(Plain, 1)
            from doc in Maybe(Doc)
            select new Creation(kind, name, s_nowhere) { From = origin, With = with, Doc = doc },
            from inline in definition
            from with in Fields(Plain, 1)
            select new Creation(kind, name, s_nowhere) { Definition = inline, With = with });

    private static Gen<Link> Link => Gen.OneOf(
        Endpoint.ListOf().Resize(4).Where(static e => e.Count > 1).Select(static e => (Link)new ChainLink([.. e], s_nowhere)),
        from source in Endpoint
        from target in Endpoint
        from clauses in Maybe(Clause).ListOf(3)
        from windows in Gen.Elements("w", "m::10 s").ListOf().Resize(2)
        from grouped in Maybe(GroupOf(2))
        from doc in Maybe(Doc)
        select (Link)new SelectLink(source, target, s_nowhere) { Target = clauses[0], Where = clauses[1], Having = clauses[2], Windows = [.. windows.Select(NameOf)], Group = grouped, Doc = doc });

    private static Gen<Group> GroupOf(int depth) => depth == 0
        ? Simple.Select(static t => (Group)new ValueGroup(t, s_nowhere))
        : Gen.OneOf(
            Simple.Select(static t => (Group)new ValueGroup(t, s_nowhere)),
            Simple.Select(static t => (Group)new EachGroup(t, s_nowhere)),
            GroupOf(depth - 1).ListOf().Resize(3).Where(static d => d.Count > 0).Select(static d => (Group)new SetGroup([.. d], s_nowhere)));

    private static Gen<Endpoint> Endpoint =>
        from node in Gen.Elements("in", "out", "a", "long name", "select")
        from port in Gen.Elements(null, "in", "out", "err", "10 s")
        select new Endpoint(node, port, s_nowhere);

    private static Gen<Parts<T>> Named<T>(Func<Name, Gen<T>> part) => Named(Plain, part);

    /// <summary>Up to two parts with different names.</summary>
    private static Gen<Parts<T>> Named<T>(Gen<Name> names, Func<Name, Gen<T>> part) =>
        from chosen in names.ListOf().Resize(2)
        from parts in chosen.Distinct().Aggregate(
            Gen.Constant(new List<T>()), (before, name) => from list in before from item in part(name) select (List<T>)[.. list, item])
        select (Parts<T>)[.. parts];

    private static Gen<T?> Maybe<T>(Gen<T> part) => Gen.Frequency((2, Gen.Constant(default(T))), (1, part.Select(static p => (T?)p)));

    private static Text Text(string text) => new WrittenText(new SourceText("generated", text), s_nowhere);

    private static Name NameOf(string text) => new(text, s_nowhere);
}
