namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>The same definitions with other settings, texts and pipelines.</summary>
internal abstract class DefinitionMap
{
    public DefinitionDocument Map(DefinitionDocument document) => document with
    {
        Doc = MapText(document.Doc),
        Directives = Fields(document.Directives),
        Modules = [.. document.Modules.Select(m => m with { Text = Map(m.Text) })],
        Flows = [.. document.Flows.Select(Flow)],
        Troy = MapText(document.Troy),
        Deployments = document.Deployments is { } deployments ? [.. deployments.Select(d => d with { Doc = MapText(d.Doc), With = Deployed(d.With) })] : null,
    };

    /// <summary>A value; lists and records are taken apart already.</summary>
    protected virtual Setting Map(Setting setting) => setting;

    protected virtual Text Map(Text text) => text;

    /// <summary>A pipeline before its parts are.</summary>
    protected virtual PipelineDefinition Map(PipelineDefinition pipeline) => pipeline;

    /// <summary>What a deployment gives.</summary>
    protected virtual Parts<Field> Deployed(Parts<Field> fields) => Fields(fields);

    /// <summary>The arguments of a flow.</summary>
    protected virtual Parts<Parameter> FlowParameters(Parts<Parameter> parameters) => Parameters(parameters);

    protected Parts<Field> Fields(Parts<Field> fields) => [.. fields.Select(f => f with { Value = Setting(f.Value) })];

    protected Parts<Parameter> Parameters(Parts<Parameter> parameters) => [.. parameters.Select(p => p.Default is null ? p : p with { Default = Setting(p.Default) })];

    private Setting Setting(Setting setting) => setting switch
    {
        ListSetting list => list with { Items = [.. list.Items.Select(Setting)] },
        RecordSetting record => record with { Fields = Fields(record.Fields) },
        ExpressionSetting expression => expression with { Expression = Map(expression.Expression) },
        TemplateSetting template => template with { Template = Map(template.Template) },
        _ => Map(setting),
    };

    private Setting? MapSetting(Setting? setting) => setting is null ? null : Setting(setting);

    private Text? MapText(Text? text) => text is null ? null : Map(text);

    private FlowDefinition Flow(FlowDefinition flow) => flow with
    {
        Doc = MapText(flow.Doc),
        Parameters = FlowParameters(flow.Parameters),
        ConnectorDefinitions = [.. flow.ConnectorDefinitions.Select(Connector)],
        PipelineDefinitions = [.. flow.PipelineDefinitions.Select(Pipeline)],
        Connectors = [.. flow.Connectors.Select(Creation)],
        Pipelines = [.. flow.Pipelines.Select(Creation)],
    };

    private Creation Creation(Creation creation) => creation with
    {
        Doc = MapText(creation.Doc),
        With = Fields(creation.With),
        Definition = creation.Definition switch
        {
            ConnectorDefinition connector => Connector(connector),
            OperatorDefinition @operator => Operator(@operator),
            ScriptDefinition script => Script(script),
            PipelineDefinition pipeline => Pipeline(pipeline),
            _ => null,
        },
    };

    private ConnectorDefinition Connector(ConnectorDefinition connector) =>
        connector with { Doc = MapText(connector.Doc), Parameters = Parameters(connector.Parameters), Settings = Fields(connector.Settings) };

    private OperatorDefinition Operator(OperatorDefinition definition) =>
        definition with { Doc = MapText(definition.Doc), Parameters = Parameters(definition.Parameters), Config = MapSetting(definition.Config) };

    private ScriptDefinition Script(ScriptDefinition script) => script with
    {
        Doc = MapText(script.Doc),
        Parameters = Parameters(script.Parameters),
        State = MapSetting(script.State),
        Main = MapText(script.Main),
        Ports = [.. script.Ports.Select(Section)],
    };

    private ScriptSection Section(ScriptSection section) => section with { Script = Map(section.Script) };

    private WindowDefinition Window(WindowDefinition window) => window with
    {
        Doc = MapText(window.Doc),
        Settings = Fields(window.Settings),
        State = MapSetting(window.State),
        Tick = window.Tick is { } tick ? Section(tick) : null,
        Script = MapText(window.Script),
    };

    private PipelineDefinition Pipeline(PipelineDefinition definition)
    {
        var pipeline = Map(definition);
        return pipeline with
        {
            Doc = MapText(pipeline.Doc),
            Parameters = Parameters(pipeline.Parameters),
            Directives = Fields(pipeline.Directives),
            WindowDefinitions = [.. pipeline.WindowDefinitions.Select(Window)],
            OperatorDefinitions = [.. pipeline.OperatorDefinitions.Select(Operator)],
            ScriptDefinitions = [.. pipeline.ScriptDefinitions.Select(Script)],
            PipelineDefinitions = [.. pipeline.PipelineDefinitions.Select(Pipeline)],
            Nodes = [.. pipeline.Nodes.Select(Creation)],
            Links = [.. pipeline.Links.Select(Link)],
            Query = MapText(pipeline.Query),
        };
    }

    private Link Link(Link link) => link is not SelectLink select ? link : select with
    {
        Target = MapText(select.Target),
        Where = MapText(select.Where),
        Group = select.Group is null ? null : Group(select.Group),
        Having = MapText(select.Having),
        Doc = MapText(select.Doc),
    };

    private Group Group(Group group) => group switch
    {
        SetGroup set => set with { Dimensions = [.. set.Dimensions.Select(Group)] },
        EachGroup each => each with { Expression = Map(each.Expression) },
        ValueGroup value => value with { Expression = Map(value.Expression) },
        _ => group,
    };
}
