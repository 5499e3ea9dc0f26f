using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Syntax.Parsing;

/// <summary><c>use</c>, as scripts, queries and deployments have it (spec: language 2.2).</summary>
internal sealed class UseParser(TokenStream tokens)
{
    /// <summary>The whole statement; the current token is its keyword.</summary>
    public UseStatement Use()
    {
        var start = tokens.Take().Start;
        var modules = new List<UsedModule>();
        var first = tokens.Current;
        Target([], modules);
        var span = tokens.From(start);
        // Of `a` and `a as b` only the module is meant; everything longer is shown as a whole.
        var target = modules is [{ Path.Count: 1 }] && tokens.Last.Kind == TokenKind.Identifier ? first.Span : new TextSpan(first.Start, span.End);
        return new UseStatement(span, target, modules);
    }

    private void Target(IReadOnlyList<string> above, List<UsedModule> modules)
    {
        tokens.Enter();
        var path = new List<string>(above) { Name() };
        while (true)
        {
            if (tokens.Accept(TokenKind.ColonColon))
            {
                if (tokens.Accept(TokenKind.LeftBrace))
                {
                    do Target(path, modules);
                    while (tokens.Accept(TokenKind.Comma));
                    tokens.Expect(TokenKind.RightBrace);
                    break;
                }

                path.Add(Name());
                continue;
            }

            modules.Add(new UsedModule(path, tokens.Accept(TokenKind.As) ? Name() : path[^1]));
            break;
        }

        tokens.Leave();
    }

    private string Name() => tokens.Expect(TokenKind.Identifier).Text!;
}
