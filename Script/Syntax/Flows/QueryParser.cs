using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>The statements of a pipeline, as a query of its own or inside a definition (spec: query 3).</summary>
internal sealed class QueryParser(PartParser parts)
{
    private static readonly TokenSet s_end = TokenSet.Of(TokenKind.End);
    private static readonly TokenSet s_sectionEnd = TokenSet.Of(TokenKind.End, TokenKind.Script);
    private static readonly TokenSet s_statement = TokenSet.Of(TokenKind.Use, TokenKind.Define, TokenKind.Create, TokenKind.Select);
    private static readonly TokenSet s_defined = TokenSet.Of(TokenKind.Window, TokenKind.Operator, TokenKind.Script, TokenKind.Pipeline);
    private static readonly TokenSet s_created = TokenSet.Of(TokenKind.Stream, TokenKind.Operator, TokenKind.Script, TokenKind.Pipeline);

    /// <summary>A whole query: directives and statements up to the end of the text.</summary>
    public PipelineDefinition Query(string name)
    {
        var body = new PipelineBody();
        Directives(body);
        while (parts.Recovery.Statement(() => Statement(body)) && !parts.Tokens.At(TokenKind.EndOfInput))
        {
        }

        return body.Complete(new(name, Place.None), parts.From(0));
    }

    /// <summary>A definition that a pipeline or a module may hold, once <c>define</c> is taken; null where none of them begins here.</summary>
    public Definition? Definition(int start, Text? doc)
    {
        if (parts.Tokens.Accept(TokenKind.Window)) return Window(start) with { Doc = doc };
        if (parts.Tokens.Accept(TokenKind.Operator)) return Operator(start) with { Doc = doc };
        if (parts.Tokens.Accept(TokenKind.Script)) return Script(start) with { Doc = doc };
        return parts.Tokens.Accept(TokenKind.Pipeline) ? Pipeline(start) with { Doc = doc } : null;
    }

    /// <summary>The rest of <c>define pipeline</c>.</summary>
    public PipelineDefinition Pipeline(int start)
    {
        var tokens = parts.Tokens;
        var name = parts.Name();
        Parts<Name>? inputs = tokens.Accept(TokenKind.From) ? Ports() : null;
        Parts<Name>? outputs = tokens.Accept(TokenKind.Into) ? Ports() : null;
        var parameters = parts.Args();
        tokens.Expect(TokenKind.Pipeline);
        tokens.Enter();
        var body = new PipelineBody();
        Directives(body);
        parts.Recovery.Sequence(() => Statement(body), s_end);
        tokens.Leave();
        tokens.Expect(TokenKind.End);
        return body.Complete(name, parts.From(start)) with { Inputs = inputs, Outputs = outputs, Parameters = parameters };
    }

    private void Directives(PipelineBody body)
    {
        while (parts.Tokens.At(TokenKind.ConfigDirective)) body.Directives.Add(parts.Directive());
    }

    private void Statement(PipelineBody body)
    {
        var tokens = parts.Tokens;
        var doc = parts.Documentation(out _);
        var start = tokens.Current.Start;
        if (doc is null)
        {
            tokens.ExpectAny(s_statement);
            if (tokens.At(TokenKind.Use))
            {
                body.Uses.AddRange(parts.Use());
                return;
            }

            if (tokens.Accept(TokenKind.Create))
            {
                body.Nodes.Add(Creation(start));
                return;
            }

            if (tokens.Accept(TokenKind.Select))
            {
                body.Links.Add(Select(start));
                return;
            }
        }

        tokens.Expect(TokenKind.Define);
        tokens.ExpectAny(s_defined);
        body.Definitions.Add(Definition(start, doc)!);
    }

    private WindowDefinition Window(int start)
    {
        var tokens = parts.Tokens;
        var name = parts.Name();
        tokens.Expect(TokenKind.From);
        var isSliding = tokens.Accept(TokenKind.Sliding);
        if (!isSliding) tokens.Expect(TokenKind.Tumbling);
        var settings = tokens.At(TokenKind.With) ? parts.With() : [];
        var state = tokens.Accept(TokenKind.State) ? parts.Setting() : null;
        Text? script = null;
        ScriptSection? tick = null;
        if (tokens.Accept(TokenKind.Script))
        {
            if (tokens.Accept(TokenKind.From))
            {
                var port = parts.Name();
                tick = new(port, parts.Script(s_sectionEnd));
                if (tokens.Accept(TokenKind.Script)) script = parts.Script(s_end);
            }
            else script = parts.Script(s_end);
        }

        tokens.Expect(TokenKind.End);
        return new(name, isSliding ? WindowKind.Sliding : WindowKind.Tumbling, parts.From(start))
        {
            Settings = settings,
            State = state,
            Tick = tick,
            Script = script,
        };
    }

    private OperatorDefinition Operator(int start)
    {
        var tokens = parts.Tokens;
        var name = parts.Name();
        tokens.Expect(TokenKind.From);
        var kindStart = tokens.Current.Start;
        var space = parts.Name().Text;
        tokens.Expect(TokenKind.ColonColon);
        var kind = new Name($"{space}::{parts.Name().Text}", parts.From(kindStart));
        var parameters = parts.Args();
        if (parameters.Count == 0 && !tokens.At(TokenKind.With)) return new(name, kind, parts.UpToNext(start));
        var withStart = tokens.Current.Start;
        var with = parts.With();
        var config = new RecordSetting(with, parts.From(withStart));
        tokens.Expect(TokenKind.End);
        return new(name, kind, parts.From(start)) { Parameters = parameters, Config = config };
    }

    private ScriptDefinition Script(int start)
    {
        var tokens = parts.Tokens;
        var name = parts.Name();
        var parameters = parts.Args();
        var state = tokens.Accept(TokenKind.State) ? parts.Setting() : null;
        var ports = new List<ScriptSection>();
        tokens.Expect(TokenKind.Script);
        while (tokens.Accept(TokenKind.From))
        {
            var port = parts.Name();
            ports.Add(new(port, parts.Script(TokenSet.Of(TokenKind.Script))));
            tokens.Expect(TokenKind.Script);
        }

        var main = parts.Script(s_end);
        tokens.Expect(TokenKind.End);
        return new(name, main, parts.From(start)) { Parameters = parameters, State = state, Ports = [.. ports] };
    }

    private Creation Creation(int start)
    {
        var tokens = parts.Tokens;
        tokens.ExpectAny(s_created);
        var kind = tokens.Take().Kind switch
        {
            TokenKind.Stream => CreationKind.Stream,
            TokenKind.Operator => CreationKind.Operator,
            TokenKind.Script => CreationKind.Script,
            _ => CreationKind.Pipeline,
        };
        var name = parts.Name();
        if (kind == CreationKind.Stream) return new(kind, name with { Place = parts.From(start) }, parts.From(start));
        var definition = tokens.Accept(TokenKind.From) ? parts.QualifiedName() : name;
        var withStart = tokens.Current.Start;
        var with = tokens.At(TokenKind.With) ? parts.With() : [];
        var clause = parts.From(withStart);
        var place = with.Count == 0 ? parts.UpToNext(start) : End();
        // What is wrong with a name is shown at the whole statement, and with an argument of a nested pipeline at the whole clause (spec: query 20.2).
        if (kind == CreationKind.Pipeline) with = [.. with.Select(f => f with { Key = f.Key with { Place = clause } })];
        return new(kind, name with { Place = place }, place) { From = definition with { Place = place }, With = with };

        Place End()
        {
            tokens.Expect(TokenKind.End);
            return parts.From(start);
        }
    }

    private SelectLink Select(int start)
    {
        var tokens = parts.Tokens;
        var target = parts.Clause();
        tokens.Expect(TokenKind.From);
        var from = Endpoint();
        var windows = new List<Name>();
        if (tokens.Accept(TokenKind.LeftBracket))
        {
            do windows.Add(parts.QualifiedName());
            while (tokens.Accept(TokenKind.Comma) && !tokens.At(TokenKind.RightBracket));
            tokens.Expect(TokenKind.RightBracket);
        }

        var where = tokens.Accept(TokenKind.Where) ? parts.Clause() : null;
        Group? group = null;
        if (tokens.Accept(TokenKind.Group))
        {
            tokens.Expect(TokenKind.By);
            group = Group();
        }

        tokens.Expect(TokenKind.Into);
        var into = Endpoint();
        var having = tokens.Accept(TokenKind.Having) ? parts.Clause() : null;
        return new(from, into, parts.From(start)) { Target = target, Windows = [.. windows], Where = where, Group = group, Having = having };
    }

    private Endpoint Endpoint()
    {
        var node = parts.Name();
        var port = parts.Tokens.Accept(TokenKind.Slash) ? parts.Name().Text : null;
        return new(node.Text, port, node.Place);
    }

    private Group Group()
    {
        var tokens = parts.Tokens;
        var start = tokens.Current.Start;
        if (tokens.Accept(TokenKind.Set))
        {
            tokens.Enter();
            tokens.Expect(TokenKind.LeftParen);
            var dimensions = new List<Group>();
            do dimensions.Add(Group());
            while (tokens.Accept(TokenKind.Comma) && !tokens.At(TokenKind.RightParen));
            tokens.Expect(TokenKind.RightParen);
            tokens.Leave();
            return new SetGroup([.. dimensions], parts.From(start));
        }

        if (tokens.Accept(TokenKind.Each))
        {
            tokens.Expect(TokenKind.LeftParen);
            var list = parts.Simple();
            tokens.Expect(TokenKind.RightParen);
            return new EachGroup(list, parts.From(start));
        }

        var value = parts.Simple();
        return new ValueGroup(value, value.Place);
    }

    private Parts<Name> Ports()
    {
        var ports = new List<Name>();
        do ports.Add(parts.Name());
        while (parts.Tokens.Accept(TokenKind.Comma) && parts.Tokens.At(TokenKind.Identifier));
        return [.. ports];
    }
}
