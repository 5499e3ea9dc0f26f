using Tremor.Dataflow.Engine.Definitions;

namespace Tremor.Dataflow.Script.Printing.Flows;

/// <summary>Pipelines and their statements (spec: query 3, troy B4).</summary>
internal sealed class QueryPrinter(PartPrinter parts)
{
    /// <summary>A <c>select</c> up to this length stands on one line.</summary>
    private const int Width = 100;

    /// <summary><c>define pipeline ... end</c>, with its comment.</summary>
    public void Pipeline(PipelineDefinition pipeline)
    {
        var text = parts.Text;
        parts.Doc(pipeline.Doc);
        text.Add($"define pipeline {PartPrinter.Name(pipeline.Name)}");
        text.NewLine();
        Ports("from", pipeline.Inputs);
        Ports("into", pipeline.Outputs);
        parts.Args(pipeline.Parameters);
        text.Add("pipeline").Indent();
        text.NewLine();
        Body(pipeline);
        text.Outdent();
        text.NewLine();
        text.Add("end");
    }

    private void Ports(string word, Parts<Name>? ports)
    {
        if (ports is not { } given) return;
        parts.Text.Add($"{word} {string.Join(", ", given.Select(PartPrinter.Name))}");
        parts.Text.NewLine();
    }

    private void Body(PipelineDefinition pipeline)
    {
        foreach (var directive in pipeline.Directives)
        {
            // Two of the names are keywords elsewhere.
            parts.Text.Add($"#!config {(directive.Key.Text is "from" or "into" ? directive.Key.Text : PartPrinter.Name(directive.Key))} = ");
            parts.Setting(directive.Value);
            parts.Text.NewLine();
        }

        var statements = new List<Action>();
        statements.AddRange(pipeline.Uses.Select(u => (Action)(() => parts.Text.Add(PartPrinter.Use(u)))));
        statements.AddRange(pipeline.WindowDefinitions.Select(w => (Action)(() => Window(w))));
        statements.AddRange(pipeline.OperatorDefinitions.Select(o => (Action)(() => Operator(o))));
        statements.AddRange(pipeline.ScriptDefinitions.Select(s => (Action)(() => Script(s))));
        statements.AddRange(pipeline.PipelineDefinitions.Select(p => (Action)(() => Pipeline(p))));
        foreach (var node in pipeline.Nodes)
        {
            if (node.Definition is { } definition) statements.Add(() => Define(definition));
            statements.Add(() => Create(node, HasNoArguments(node, pipeline)));
        }

        statements.AddRange(pipeline.Links.SelectMany(Selects));
        if (statements.Count == 0) throw new UnprintableException(pipeline.Place, $"the pipeline \"{pipeline.Name}\" has no statement");
        for (var i = 0; i < statements.Count; i++)
        {
            statements[i]();
            if (i + 1 < statements.Count) parts.EndStatement();
        }
    }

    private void Define(Definition definition)
    {
        if (definition is OperatorDefinition @operator) Operator(@operator);
        else if (definition is ScriptDefinition script) Script(script);
        else Pipeline((PipelineDefinition)definition);
    }

    /// <summary>Whether what it is made from has no <c>with</c>, in front of which alone an operator may have <c>args</c>: they mean nothing.</summary>
    private static bool HasNoArguments(Creation node, PipelineDefinition pipeline) =>
        node.Kind == CreationKind.Operator
        && (node.Definition as OperatorDefinition ?? Operators(pipeline).FirstOrDefault(o => o.Name.Text == node.From?.Text)) is { } definition && FieldsOf(definition).Count == 0;

    /// <summary>All that are defined once they are written in this language, where a node has no definition of its own.</summary>
    private static IEnumerable<OperatorDefinition> Operators(PipelineDefinition pipeline) =>
        pipeline.OperatorDefinitions.Concat(pipeline.Nodes.Select(static n => n.Definition).OfType<OperatorDefinition>());

    private void Create(Creation node, bool hasNoArguments)
    {
        parts.Doc(node.Doc, "#");
        var from = node.From is { } target && target.Text != node.Name.Text ? $" from {PartPrinter.Reference(target)}" : "";
        parts.Text.Add($"create {node.Kind!.Value.ToString().ToLowerInvariant()} {PartPrinter.Name(node.Name)}{from}");
        if (!hasNoArguments) parts.WithEnd(node.With);
    }

    private void Operator(OperatorDefinition definition)
    {
        parts.Doc(definition.Doc);
        var kind = definition.Kind!;
        if (kind.Text.Split("::").Length != 2) throw new UnprintableException(kind.Place, $"\"{kind}\" is no namespace::name");
        parts.Text.Add($"define operator {PartPrinter.Name(definition.Name)} from {PartPrinter.Reference(kind)}");
        var fields = FieldsOf(definition);
        if (fields.Count == 0) return;
        parts.Text.NewLine();
        parts.Args(definition.Parameters);
        parts.With(fields);
        parts.Text.Add("end");
    }

    private static Parts<Field> FieldsOf(OperatorDefinition definition) => definition.Config is null ? [] : PartPrinter.Whole(definition.Config) is RecordSetting record
        ? record.Fields
        : throw new UnprintableException(definition.Config.Place, "the settings of an operator are a record whose keys are known");

    private void Script(ScriptDefinition definition)
    {
        var text = parts.Text;
        parts.Doc(definition.Doc);
        text.Add($"define script {PartPrinter.Name(definition.Name)}");
        text.NewLine();
        parts.Args(definition.Parameters);
        State(definition.State);
        foreach (var section in definition.Ports) Section(section);
        text.Add("script");
        parts.Script(definition.Main!);
        text.Add("end");
    }

    private void State(Setting? state)
    {
        if (state is null) return;
        parts.Text.Add("state ");
        parts.Setting(state);
        parts.Text.NewLine();
    }

    private void Section(ScriptSection section)
    {
        parts.Text.Add($"script from {PartPrinter.Name(section.Port)}");
        parts.Script(section.Script);
    }

    private void Window(WindowDefinition window)
    {
        var text = parts.Text;
        parts.Doc(window.Doc);
        text.Add($"define window {PartPrinter.Name(window.Name)} from {window.Kind.ToString().ToLowerInvariant()}");
        text.NewLine();
        if (window.Settings.Count > 0) parts.With(window.Settings);
        State(window.State);
        if (window.Tick is { } tick) Section(tick);
        if (window.Script is { } script)
        {
            text.Add("script");
            parts.Script(script);
        }

        text.Add("end");
    }

    private IEnumerable<Action> Selects(Link link) => link switch
    {
        ChainLink chain => chain.Endpoints.Zip(chain.Endpoints.Skip(1), (from, into) => (Action)(() => Select(new(from, into, chain.Place)))),
        _ => [() => Select((SelectLink)link)],
    };

    private void Select(SelectLink link)
    {
        parts.Doc(link.Doc, "#");
        var clauses = new List<Action> { () => Clause("select ", link.Target), () => parts.Text.Add(From(link)) };
        if (link.Where is not null) clauses.Add(() => Clause("where ", link.Where));
        if (link.Group is { } group) clauses.Add(() => GroupBy(group));
        clauses.Add(() => parts.Text.Add($"into {Endpoint(link.Into)}"));
        if (link.Having is not null) clauses.Add(() => Clause("having ", link.Having));

        // Short ones stand on one line.
        var isShort = Measure(link) <= Width;
        for (var i = 0; i < clauses.Count; i++)
        {
            if (i > 0 && isShort) parts.Text.Add(" ");
            else if (i > 0) parts.Text.NewLine();
            clauses[i]();
        }
    }

    private static int Measure(SelectLink link)
    {
        var text = new PrintedText();
        var printer = new QueryPrinter(new(text));
        foreach (var clause in new[] { link.Target, link.Where, link.Having }) printer.Clause("", clause);
        if (link.Group is { } group) printer.GroupBy(group);
        var line = text.ToString();
        return line.Contains('\n', StringComparison.Ordinal) ? int.MaxValue : line.Length + From(link).Length + Endpoint(link.Into).Length + 20;
    }

    private void Clause(string word, Text? expression)
    {
        parts.Text.Add(word);
        if (expression is null) parts.Text.Add("event");
        else parts.Clause(expression);
    }

    private void GroupBy(Group group)
    {
        parts.Text.Add("group by ");
        Dimension(group);
    }

    private void Dimension(Group group)
    {
        switch (group)
        {
            case SetGroup set:
                parts.Text.Add("set(");
                for (var i = 0; i < set.Dimensions.Count; i++)
                {
                    if (i > 0) parts.Text.Add(", ");
                    Dimension(set.Dimensions[i]);
                }

                parts.Text.Add(")");
                break;
            case EachGroup each:
                parts.Text.Add("each(");
                parts.Simple(each.Expression);
                parts.Text.Add(")");
                break;
            default:
                parts.Simple(((ValueGroup)group).Expression);
                break;
        }
    }

    private static string From(SelectLink link) =>
        $"from {Endpoint(link.From)}{(link.Windows.Count == 0 ? "" : $"[{string.Join(", ", link.Windows.Select(PartPrinter.Reference))}]")}";

    private static string Endpoint(Endpoint endpoint) =>
        PartPrinter.Name(endpoint.Node, endpoint.Place) + (endpoint.Port is null ? "" : "/" + PartPrinter.Name(endpoint.Port, endpoint.Place));
}
