using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>Flows and their deployments (spec: troy A1).</summary>
internal sealed class TroyParser(PartParser parts, QueryParser queries)
{
    private static readonly TokenSet s_end = TokenSet.Of(TokenKind.End);
    private static readonly TokenSet s_statement = TokenSet.Of(TokenKind.Use, TokenKind.Define, TokenKind.Deploy);
    private static readonly TokenSet s_flowStatement = TokenSet.Of(TokenKind.Use, TokenKind.Define, TokenKind.Create, TokenKind.Connect);
    private static readonly TokenSet s_part = TokenSet.Of(TokenKind.Connector, TokenKind.Pipeline);

    /// <summary>A whole file.</summary>
    public DefinitionDocument Document()
    {
        var (tokens, directives, uses, flows, deployments) = (parts.Tokens, new List<Field>(), new List<Use>(), new List<FlowDefinition>(), new List<Deployment>());
        while (tokens.At(TokenKind.ConfigDirective)) directives.Add(parts.Directive());
        var doc = parts.ModuleDocumentation();
        while (parts.Recovery.Statement(Statement) && !tokens.At(TokenKind.EndOfInput))
        {
        }

        return new(parts.From(0)) { Doc = doc, Directives = [.. directives], Uses = [.. uses], Flows = [.. flows], Deployments = (Parts<Deployment>)[.. deployments] };

        void Statement()
        {
            // The comment of a flow, a connector and a deployment belongs to its extent (spec: troy A8).
            var comment = parts.Documentation(out var start);
            if (comment is null)
            {
                tokens.ExpectAny(s_statement);
                if (tokens.At(TokenKind.Use))
                {
                    uses.AddRange(parts.Use());
                    return;
                }
            }

            if (tokens.Accept(TokenKind.Deploy))
            {
                deployments.Add(Deployment(start) with { Doc = comment });
                return;
            }

            tokens.Expect(TokenKind.Define);
            tokens.Expect(TokenKind.Flow);
            flows.Add(Flow(start) with { Doc = comment });
        }
    }

    /// <summary>The rest of <c>define flow</c>.</summary>
    public FlowDefinition Flow(int start)
    {
        var (tokens, body) = (parts.Tokens, new FlowBody());
        var name = parts.Name();
        var parameters = parts.Args();
        tokens.Expect(TokenKind.Flow);
        parts.Recovery.Sequence(() => FlowStatement(body), s_end);
        tokens.Expect(TokenKind.End);
        return body.Complete(name, parts.From(start)) with { Parameters = parameters };
    }

    /// <summary>The rest of <c>define connector</c>.</summary>
    public ConnectorDefinition Connector(int start)
    {
        var tokens = parts.Tokens;
        var name = parts.Name();
        tokens.Expect(TokenKind.From);
        var kind = parts.Name();
        var parameters = parts.Args();
        if (parameters.Count == 0 && !tokens.At(TokenKind.With)) return new(name, kind, parts.UpToNext(start));
        var settings = parts.With();
        tokens.Expect(TokenKind.End);
        return new(name, kind, parts.From(start)) { Parameters = parameters, Settings = settings };
    }

    private void FlowStatement(FlowBody body)
    {
        var tokens = parts.Tokens;
        var doc = parts.Documentation(out var commented);
        var start = tokens.Current.Start;
        if (doc is null)
        {
            tokens.ExpectAny(s_flowStatement);
            if (tokens.At(TokenKind.Use))
            {
                body.Uses.AddRange(parts.Use());
                return;
            }

            if (tokens.Accept(TokenKind.Create))
            {
                Create(body, start);
                return;
            }

            if (tokens.Accept(TokenKind.Connect))
            {
                body.Connections.Add(Connection(start));
                return;
            }
        }

        tokens.Expect(TokenKind.Define);
        tokens.ExpectAny(s_part);
        body.Definitions.Add(tokens.Accept(TokenKind.Connector) ? Connector(commented) with { Doc = doc } : Pipeline());

        PipelineDefinition Pipeline()
        {
            tokens.Take();
            return queries.Pipeline(start) with { Doc = doc };
        }
    }

    private void Create(FlowBody body, int start)
    {
        var tokens = parts.Tokens;
        tokens.ExpectAny(s_part);
        var isConnector = tokens.Take().Kind == TokenKind.Connector;
        var name = parts.Name();
        // A target that does not exist is shown at the name of the instance (spec: troy A8).
        var definition = tokens.Accept(TokenKind.From) ? parts.QualifiedName() with { Place = name.Place } : name;
        var hasWith = tokens.At(TokenKind.With);
        var with = parts.WithEnd();
        var creation = new Creation(isConnector ? CreationKind.Connector : CreationKind.Pipeline, name, hasWith ? parts.From(start) : parts.UpToNext(start)) { From = definition, With = with };
        (isConnector ? body.Connectors : body.Pipelines).Add(creation);
    }

    private Connection Connection(int start)
    {
        var from = End();
        parts.Tokens.Expect(TokenKind.To);
        var to = End(other: from.Kind);
        return new([from, to], parts.From(start));
    }

    /// <param name="other">The kind of the end in front: no connector is connected to a connector.</param>
    private ConnectionEnd End(ConnectionEndKind? other = null)
    {
        var tokens = parts.Tokens;
        var start = tokens.Expect(TokenKind.Slash).Start;
        var isPipeline = tokens.Accept(TokenKind.Pipeline);
        if (!isPipeline)
        {
            if (other == ConnectionEndKind.Connector) throw tokens.Unexpected();
            tokens.Expect(TokenKind.Connector);
        }

        tokens.Expect(TokenKind.Slash);
        var alias = parts.Name().Text;
        var port = tokens.Accept(TokenKind.Slash) ? parts.Name().Text : null;
        var kind = isPipeline ? ConnectionEndKind.Pipeline : ConnectionEndKind.Connector;
        var place = parts.From(start);
        return new(place.Span!.Value.Text, kind, alias, port, place);
    }

    private Deployment Deployment(int start)
    {
        var tokens = parts.Tokens;
        tokens.Expect(TokenKind.Flow);
        var alias = parts.Name();
        var flow = tokens.Accept(TokenKind.From) ? parts.QualifiedName() with { Place = alias.Place } : alias;
        var hasWith = tokens.At(TokenKind.With);
        var with = parts.WithEnd();
        return new(flow, alias, hasWith ? parts.From(start) : parts.UpToNext(start)) { With = with };
    }
}
