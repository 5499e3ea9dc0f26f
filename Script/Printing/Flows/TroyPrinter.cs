using Tremor.Dataflow.Engine.Definitions;

namespace Tremor.Dataflow.Script.Printing.Flows;

/// <summary>Flows and their deployments in Troy (spec: troy A1, troy B4).</summary>
internal sealed class TroyPrinter
{
    private readonly PrintedText _text = new();
    private readonly PartPrinter _parts;
    private readonly QueryPrinter _queries;

    private TroyPrinter()
    {
        _parts = new(_text);
        _queries = new(_parts);
    }

    /// <exception cref="UnprintableException">A part has no form in Troy.</exception>
    public static string Print(DefinitionDocument document)
    {
        var printer = new TroyPrinter();
        printer.Document(document);
        return printer._text.ToString().TrimEnd() + "\n";
    }

    private void Document(DefinitionDocument document)
    {
        foreach (var directive in document.Directives)
        {
            _text.Add($"#!config {PartPrinter.Name(directive.Key)} = ");
            _parts.Setting(directive.Value);
            _text.NewLine();
        }

        if (document.Doc is not null)
        {
            _parts.Doc(document.Doc, "###");
            _text.NewLine();
        }

        foreach (var use in document.Uses) Statement(() => _text.Add(PartPrinter.Use(use)));
        foreach (var flow in document.Flows)
        {
            Statement(() => Flow(flow));
            _text.NewLine();
        }

        var deployments = document.Deployments ?? (Parts<Deployment>)[.. document.Flows.Select(static f => new Deployment(f.Name, null, f.Place))];
        foreach (var deployment in deployments) Statement(() => Deploy(deployment));
    }

    private void Statement(Action print)
    {
        print();
        _parts.EndStatement();
    }

    private void Deploy(Deployment deployment)
    {
        _parts.Doc(deployment.Doc);
        var alias = deployment.Alias ?? deployment.Flow;
        _text.Add($"deploy flow {PartPrinter.Name(alias)}{(alias.Text == deployment.Flow.Text ? "" : $" from {PartPrinter.Reference(deployment.Flow)}")}");
        _parts.WithEnd(deployment.With);
    }

    private void Flow(FlowDefinition flow)
    {
        _parts.Doc(flow.Doc);
        _text.Add($"define flow {PartPrinter.Name(flow.Name)}");
        _text.NewLine();
        _parts.Args(flow.Parameters);
        _text.Add("flow").Indent();
        _text.NewLine();
        var statements = new List<Action>();
        statements.AddRange(flow.Uses.Select(u => (Action)(() => _text.Add(PartPrinter.Use(u)))));
        statements.AddRange(flow.ConnectorDefinitions.Select(c => (Action)(() => Connector(c))));
        statements.AddRange(flow.PipelineDefinitions.Select(p => (Action)(() => _queries.Pipeline(p))));
        var creations = flow.Connectors.Concat(flow.Pipelines).ToList();
        statements.AddRange(creations.Where(static c => c.Definition is not null).Select(c => (Action)(() => Define(c.Definition!))));
        statements.AddRange(creations.Select(c => (Action)(() => Create(c))));
        statements.AddRange(flow.Connections.SelectMany(Connects));

        // A flow has one statement at least; what this one imports is always there, and nobody misses it.
        if (statements.Count == 0) statements.Add(() => _text.Add("use tremor::connectors"));
        for (var i = 0; i < statements.Count; i++)
        {
            statements[i]();
            if (i + 1 < statements.Count) _parts.EndStatement();
        }

        _text.Outdent();
        _text.NewLine();
        _text.Add("end");
    }

    private void Define(Definition definition)
    {
        if (definition is ConnectorDefinition connector) Connector(connector);
        else _queries.Pipeline((PipelineDefinition)definition);
    }

    private void Connector(ConnectorDefinition definition)
    {
        _parts.Doc(definition.Doc);
        _text.Add($"define connector {PartPrinter.Name(definition.Name)} from {PartPrinter.Name(definition.Kind!)}");
        var settings = definition.Settings;
        if (settings is [{ Key.Text: "reconnect", Value: LiteralSetting }] or { Count: 0 } && definition.Parameters.Count == 0) return;
        _text.NewLine();
        _parts.Args(definition.Parameters);
        _parts.With(Said(settings));
        _text.Add("end");
    }

    /// <summary>No strategy is the one of who says none, which Troy writes as a record (spec: troy A5); arguments need one setting at least behind them.</summary>
    private static Parts<Field> Said(Parts<Field> settings)
    {
        Field[] said = [.. settings.Where(static s => s is not { Key.Text: "reconnect", Value: LiteralSetting { Value.IsRecord: false } })];
        if (said.Length > 0) return [.. said];
        return [new(new("reconnect", Place.None), new RecordSetting([new(new("none", Place.None), new LiteralSetting(Engine.Values.Value.Null, Place.None))], Place.None))];
    }

    private void Create(Creation creation)
    {
        _parts.Doc(creation.Doc, "#");
        var from = creation.From is { } target && target.Text != creation.Name.Text ? $" from {PartPrinter.Reference(target)}" : "";
        _text.Add($"create {(creation.Kind == CreationKind.Connector ? "connector" : "pipeline")} {PartPrinter.Name(creation.Name)}{from}");
        _parts.WithEnd(creation.With);
    }

    private IEnumerable<Action> Connects(Connection connection) =>
        connection.Ends.Zip(connection.Ends.Skip(1), (from, to) => (Action)(() => Connect(from, to)));

    private void Connect(ConnectionEnd from, ConnectionEnd to)
    {
        if (from.Kind == ConnectionEndKind.Connector && to.Kind == ConnectionEndKind.Connector)
            throw new UnprintableException(to.Place, "two connectors are connected by a pipeline only");
        _text.Add($"connect {End(from)} to {End(to)}");
    }

    private static string End(ConnectionEnd end)
    {
        if (end.Kind is null) throw new UnprintableException(end.Place, $"\"{end.Written}\" is no end of a connection");
        var port = end.Port is null ? "" : "/" + PartPrinter.Name(end.Port, end.Place);
        return $"/{(end.Kind == ConnectionEndKind.Connector ? "connector" : "pipeline")}/{PartPrinter.Name(end.Alias, end.Place)}{port}";
    }
}
