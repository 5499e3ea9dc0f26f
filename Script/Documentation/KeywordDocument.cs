using System.Reflection;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>A word of the language, which cannot be a name without backticks.</summary>
/// <param name="Text">Markdown.</param>
internal sealed record KeywordDocument(string Name, string Text, IReadOnlyList<ExampleDocument> Examples)
{
    public static IReadOnlyList<KeywordDocument> All { get; } = [.. Enum.GetValues<TokenKind>().Where(Tokens.IsKeyword).Select(Of)];

    private static KeywordDocument Of(TokenKind kind) => new(
        Tokens.NameOf(kind),
        DocumentationReader.Summary(typeof(TokenKind), kind) ?? "",
        [.. typeof(TokenKind).GetField(kind.ToString())!.GetCustomAttributes<ExampleAttribute>().Select(static e => new ExampleDocument(e.Call, e.Result))]);
}
