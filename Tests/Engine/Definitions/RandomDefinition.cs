using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Engine.Definitions;

/// <summary>Definitions of every construct that the JSON form has, whether they mean something or not.</summary>
internal static class RandomDefinition
{
    private static readonly Place s_nowhere = Place.None;

    public static Gen<DefinitionDocument> Document =>
        from doc in Maybe(Text)
        from modules in Named(Free, static name => Text.Select(t => new ModuleDefinition(name, t)))
        from flows in Named(Plain, Flow).Where(static f => f.Count > 0)
        from deployments in Maybe(Deployment.ListOf().Resize(2))
        select new DefinitionDocument(s_nowhere) { Doc = doc, Modules = modules, Flows = flows, Deployments = deployments is null ? null : [.. deployments] };

    private static Gen<Name> Plain => Gen.Elements("in", "out", "a", "b", "long name", "été", "::", "~1").Select(NameOf);

    /// <summary>Also what no name may be, where a key may be anything.</summary>
    private static Gen<Name> Free => Gen.OneOf(Plain, Gen.Elements("", "a/b", "`", "$arg").Select(NameOf));

    private static Gen<Text> Text => Gen.OneOf(
        Gen.Elements("", "event", "let a = 1;\nevent", "\n", "\"\\", "null", "1.50", "é\r\nü").Select(static t => (Text)new WrittenText(new SourceText("generated", t), s_nowhere)),
        Plain.Select(static p => (Text)new TextFile(p, s_nowhere)));

    private static Gen<Value> Scalar => Gen.Elements(
        Value.Null, Value.True, Value.From(0L), Value.From(-7L), Value.From(ulong.MaxValue), Value.From(1.5), Value.From(1e300), Value.From("text"), Value.From("$arg"), Value.From("line\nline"));

    private static Gen<Value> Any => Gen.OneOf(
        Scalar, Scalar.ListOf().Resize(2).Select(static i => Value.FromArray([.. i])), Scalar.Select(static v => new RecordBuilder().Set("$arg", v).Build()));

    private static Gen<Parameter> Parameter(Name name) =>
        from value in Maybe(Setting(2))
        from type in Gen.Elements(Enum.GetValues<ParameterType>())
        from doc in Maybe(Gen.Elements("", "a comment"))
        select new Parameter(name) { Default = value, Type = type, Doc = doc };

    private static Gen<Use> Use =>
        from module in Gen.Elements("std::string", "a", "")
        from alias in Maybe(Plain)
        select new Use(module, alias, s_nowhere);

    private static Gen<Deployment> Deployment =>
        from flow in Free
        from alias in Maybe(Plain)
        from with in Fields(2)
        from doc in Maybe(Text)
        select new Deployment(flow, alias, s_nowhere) { With = with, Doc = doc };

    private static Gen<Connection> Connection =>
        from ends in Gen.OneOf(
            Gen.Elements(
                End("connector/a", ConnectionEndKind.Connector, "a"), End("pipeline/b/out", ConnectionEndKind.Pipeline, "b", "out"),
                End("nonsense"), End(""), End("pipeline//x")).ListOf().Where(static e => e.Count > 0).Resize(4),
            Gen.Constant<IEnumerable<ConnectionEnd>>([End("connector/a -> b", ConnectionEndKind.Connector, "a -> b"), End("pipeline")]).Select(static e => e.ToList()))
        select new Connection([.. ends], s_nowhere);

    private static Gen<Link> Link => Gen.OneOf(
        Endpoint.ListOf().Resize(4).Where(static e => e.Count > 1).Select(static e => (Link)new ChainLink([.. e], s_nowhere)),
        from source in Endpoint
        from target in Endpoint
        from clauses in Maybe(Text).ListOf(3)
        from doc in Maybe(Text)
        select (Link)new SelectLink(source, target, s_nowhere) { Target = clauses[0], Where = clauses[1], Having = clauses[2], Doc = doc });

    private static Gen<Endpoint> Endpoint =>
        from node in Gen.Elements("in", "a", "", "long name")
        from port in Gen.Elements(null, "out", "", "x/y")
        select new Endpoint(node, port, s_nowhere);

    private static Gen<Setting> Setting(int depth) => depth == 0
        ? Scalar.Select(static v => (Setting)new LiteralSetting(v, s_nowhere))
        : Gen.OneOf(
            Any.Select(static v => (Setting)new LiteralSetting(v, s_nowhere)),
            Setting(depth - 1).ListOf().Resize(3).Select(static i => (Setting)new ListSetting([.. i], s_nowhere)),
            Fields(depth - 1).Where(static f => f is not [{ Key.Text: ['$', ..] }]).Select(static f => (Setting)new RecordSetting(f, s_nowhere)),
            Free.Select(static n => (Setting)new ArgumentSetting(n, s_nowhere)),
            Free.Select(static n => (Setting)new SecretSetting(n, s_nowhere)),
            Free.Select(static n => (Setting)new FileSetting(n, s_nowhere)),
            Text.Select(static t => (Setting)new ExpressionSetting(t, s_nowhere)),
            Text.Where(static t => t is WrittenText).Select(static t => (Setting)new TemplateSetting(t, s_nowhere)),
            from name in Free
            from fallback in Maybe(Any.Select(static v => new LiteralSetting(v, s_nowhere)))
            from type in Gen.Elements(Enum.GetValues<VariableType>())
            select (Setting)new EnvironmentSetting(name, fallback, type, s_nowhere));

    private static Gen<Parts<Field>> Fields(int depth) => Named(Free, name => Setting(depth).Select(s => new Field(name, s)));

    private static Gen<FlowDefinition> Flow(Name name) =>
        from doc in Maybe(Text)
        from parameters in Named(Free, Parameter)
        from uses in Use.ListOf().Resize(2)
        from connectorDefinitions in Named(Free, Connector)
        from pipelineDefinitions in Named(Free, static n => Pipeline(n, 1))
        from connectors in Named(Plain, static n => Creation(n, CreationKind.Connector, Connector(n)))
        from pipelines in Named(Plain, static n => Creation(n, CreationKind.Pipeline, Pipeline(n, 1)))
        from connections in Connection.ListOf().Resize(3)
        select new FlowDefinition(name, s_nowhere)
        {
            Doc = doc,
            Parameters = parameters,
            Uses = [.. uses],
            ConnectorDefinitions = connectorDefinitions,
            PipelineDefinitions = pipelineDefinitions,
            Connectors = connectors,
            Pipelines = pipelines,
            Connections = [.. connections],
        };

    private static Gen<ConnectorDefinition> Connector(Name name) =>
        from kind in Free
        from doc in Maybe(Text)
        from parameters in Named(Free, Parameter)
        from config in Maybe(Setting(2))
        from interval in Maybe(Setting(1))
        select new ConnectorDefinition(name, kind, s_nowhere)
        {
            Doc = doc,
            Parameters = parameters,
            Settings = [.. from setting in new[] { ("metrics_interval_s", interval), ("config", config) } where setting.Item2 is not null select new Field(NameOf(setting.Item1), setting.Item2)],
        };

    private static Gen<PipelineDefinition> Pipeline(Name name, int depth) =>
        from doc in Maybe(Text)
        from parameters in Named(Free, Parameter)
        from inputs in Maybe(Ports)
        from outputs in Maybe(Ports)
        from directives in Fields(1)
        from uses in Use.ListOf().Resize(2)
        from operators in Named(Free, Operator)
        from scripts in Named(Free, Script)
        from pipelines in depth == 0 ? Gen.Constant(default(Parts<PipelineDefinition>)) : Named(Free, n => Pipeline(n, depth - 1))
        from nodes in Named(Plain, n => Node(n, depth))
        from links in Link.ListOf().Resize(3).Where(static l => l.Count > 0)
        select new PipelineDefinition(name, s_nowhere)
        {
            Doc = doc,
            Parameters = parameters,
            Inputs = inputs is null ? null : [.. inputs],
            Outputs = outputs is null ? null : [.. outputs],
            Directives = directives,
            Uses = [.. uses],
            OperatorDefinitions = operators,
            ScriptDefinitions = scripts,
            PipelineDefinitions = pipelines,
            Nodes = nodes,
            Links = [.. links],
        };

    private static Gen<List<Name>> Ports => Plain.ListOf().Resize(3).Select(static p => p.Distinct().ToList()).Where(static p => p.Count > 0);

    private static Gen<OperatorDefinition> Operator(Name name) =>
        from kind in Free
        from doc in Maybe(Text)
        from parameters in Named(Free, Parameter)
        from config in Maybe(Setting(2))
        select new OperatorDefinition(name, kind, s_nowhere) { Doc = doc, Parameters = parameters, Config = config };

    private static Gen<ScriptDefinition> Script(Name name) =>
        from main in Text
        from doc in Maybe(Text)
        from parameters in Named(Free, Parameter)
        from state in Maybe(Setting(1))
        from ports in Named(Free, static port => Text.Select(t => new ScriptSection(port, t)))
        select new ScriptDefinition(name, main, s_nowhere) { Doc = doc, Parameters = parameters, State = state, Ports = ports };

    private static Gen<Creation> Node(Name name, int depth) => Gen.OneOf(
        Maybe(Text).Select(doc => new Creation(CreationKind.Stream, name, s_nowhere) { Doc = doc }),
        Creation(name, CreationKind.Operator, Operator(name)),
        Creation(name, CreationKind.Script, Script(name)),
        depth == 0 ? Creation(name, CreationKind.Script, Script(name)) : Creation(name, CreationKind.Pipeline, Pipeline(name, depth - 1)));

    private static Gen<Creation> Creation<T>(Name name, CreationKind kind, Gen<T> definition)
        where T : Definition => Gen.OneOf(
            from origin in Free
            from with in Fields(1)
            from doc in Maybe(Text)
            select new Creation(kind, name, s_nowhere) { From = origin, With = with, Doc = doc },
            from inline in definition
            from with in Fields(1)
            select new Creation(kind, name, s_nowhere) { Definition = inline, With = with });

    /// <summary>Up to two parts with different names.</summary>
    private static Gen<Parts<T>> Named<T>(Gen<Name> names, Func<Name, Gen<T>> part) =>
        from chosen in names.ListOf().Resize(2)
        from parts in chosen.Distinct().Aggregate(
            Gen.Constant(new List<T>()), (before, name) => from list in before from item in part(name) select (List<T>)[.. list, item])
        select (Parts<T>)[.. parts];

    private static Gen<T?> Maybe<T>(Gen<T> part) => Gen.Frequency((2, Gen.Constant(default(T))), (1, part.Select(static p => (T?)p)));

    private static ConnectionEnd End(string written, ConnectionEndKind? kind = null, string alias = "", string? port = null) => new(written, kind, alias, port, s_nowhere);

    private static Name NameOf(string text) => new(text, s_nowhere);
}
