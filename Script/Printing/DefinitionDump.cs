using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Flows;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>What the parser reads in queries and flows, for people who look for a mistake in one: a part a line with its place, its parts indented below it.</summary>
public static class DefinitionDump
{
    /// <summary>A query.</summary>
    /// <returns>False when there is a lexical or syntax error; then nothing is written, and <paramref name="findings"/> holds it.</returns>
    public static bool Query(SourceText source, TextWriter writer, List<Diagnostic> findings)
    {
        if (FlowSyntax.Query(source, "query", findings) is not { } query) return false;
        Write(query, writer, 0);
        return true;
    }

    /// <summary>Flows and their deployments; a module of definitions where it is none.</summary>
    /// <inheritdoc cref="Query"/>
    public static bool Document(SourceText source, TextWriter writer, List<Diagnostic> findings)
    {
        if (FlowSyntax.Document(source, findings) is not { } document) return false;
        Uses(document.Uses, writer, 0);
        foreach (var flow in document.Flows) Write(flow, writer, 0);
        foreach (var deployment in document.Deployments ?? []) Line(writer, 0, deployment.Place, $"deploy {(deployment.Alias ?? deployment.Flow).Text} from {deployment.Flow}");
        return true;
    }

    /// <summary>The text as it is.</summary>
    /// <inheritdoc cref="Query"/>
    public static bool Source(SourceText source, TextWriter writer, List<Diagnostic> findings)
    {
        writer.Write(source.Text);
        return true;
    }

    private static void Write(Definition definition, TextWriter writer, int depth)
    {
        Line(writer, depth, definition.Place, Head(definition));
        switch (definition)
        {
            case PipelineDefinition pipeline:
                Parameters(pipeline.Parameters, writer, depth + 1);
                Uses(pipeline.Uses, writer, depth + 1);
                foreach (var part in pipeline.WindowDefinitions) Write(part, writer, depth + 1);
                foreach (var part in pipeline.OperatorDefinitions) Write(part, writer, depth + 1);
                foreach (var part in pipeline.ScriptDefinitions) Write(part, writer, depth + 1);
                foreach (var part in pipeline.PipelineDefinitions) Write(part, writer, depth + 1);
                foreach (var node in pipeline.Nodes) Write(node, writer, depth + 1);
                foreach (var select in pipeline.Links.OfType<SelectLink>()) Write(select, writer, depth + 1);
                break;
            case FlowDefinition flow:
                Parameters(flow.Parameters, writer, depth + 1);
                Uses(flow.Uses, writer, depth + 1);
                foreach (var part in flow.ConnectorDefinitions) Write(part, writer, depth + 1);
                foreach (var part in flow.PipelineDefinitions) Write(part, writer, depth + 1);
                foreach (var created in flow.Connectors) Write(created, writer, depth + 1);
                foreach (var created in flow.Pipelines) Write(created, writer, depth + 1);
                foreach (var connection in flow.Connections) Line(writer, depth + 1, connection.Place, $"connect {string.Join(" to ", connection.Ends.Select(static e => $"/{e.Kind?.ToString().ToLowerInvariant()}/{e.Alias}{(e.Port is null ? "" : $"/{e.Port}")}"))}");
                break;
            case OperatorDefinition @operator:
                Parameters(@operator.Parameters, writer, depth + 1);
                break;
            case ScriptDefinition script:
                Parameters(script.Parameters, writer, depth + 1);
                foreach (var section in script.Ports) Line(writer, depth + 1, section.Port.Place, $"script from {section.Port}");
                break;
            case ConnectorDefinition connector:
                Parameters(connector.Parameters, writer, depth + 1);
                foreach (var setting in connector.Settings) Line(writer, depth + 1, setting.Key.Place, $"with {setting.Key}");
                break;
            case WindowDefinition window:
                foreach (var setting in window.Settings) Line(writer, depth + 1, setting.Key.Place, $"with {setting.Key}");
                break;
        }
    }

    private static string Head(Definition definition) => definition switch
    {
        WindowDefinition window => $"define window {window.Name} from {window.Kind.ToString().ToLowerInvariant()}",
        OperatorDefinition @operator => $"define operator {@operator.Name} from {@operator.Kind}",
        ConnectorDefinition connector => $"define connector {connector.Name} from {connector.Kind}",
        _ => $"define {definition.GetType().Name.Replace("Definition", "", StringComparison.Ordinal).ToLowerInvariant()} {definition.Name}",
    };

    private static void Write(Creation created, TextWriter writer, int depth)
    {
        Line(writer, depth, created.Place, $"create {created.Kind?.ToString().ToLowerInvariant()} {created.Name}{(created.From is { } from ? $" from {from}" : "")}");
        foreach (var field in created.With) Line(writer, depth + 1, field.Key.Place, $"with {field.Key}");
    }

    private static void Write(SelectLink select, TextWriter writer, int depth)
    {
        Line(writer, depth, select.Place, "select");
        Part(select.Target?.Place, "target");
        Part(select.From.Place, $"from {End(select.From)}");
        foreach (var window in select.Windows) Part(window.Place, $"window {window}");
        Part(select.Where?.Place, "where");
        Part(select.Group?.Place, "group by");
        Part(select.Into.Place, $"into {End(select.Into)}");
        Part(select.Having?.Place, "having");

        void Part(Place? place, string what)
        {
            if (place is not null) Line(writer, depth + 1, place, what);
        }

        static string End(Endpoint end) => end.Port is null ? end.Node : $"{end.Node}/{end.Port}";
    }

    private static void Parameters(Parts<Parameter> parameters, TextWriter writer, int depth)
    {
        foreach (var parameter in parameters) Line(writer, depth, parameter.Name.Place, $"args {parameter.Name}{(parameter.Default is null ? "" : " = ..")}");
    }

    private static void Uses(Parts<Use> uses, TextWriter writer, int depth)
    {
        foreach (var use in uses) Line(writer, depth, use.Place, $"use {use.Module}{(use.As is { } alias ? $" as {alias}" : "")}");
    }

    private static void Line(TextWriter writer, int depth, Place place, string what)
    {
        var span = place.Span is { Start: var start, End: var end } ? $"{start.Line}:{start.Column}-{end.Line}:{end.Column}" : "";
        writer.WriteLine($"{span,-20} {new string(' ', depth * 2)}{PrintableText.Line(what)}");
    }
}
