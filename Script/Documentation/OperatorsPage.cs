using System.Globalization;
using System.Reflection;
using System.Text;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>The operators as Markdown, in the order in which the parser binds them.</summary>
internal static class OperatorsPage
{
    private static readonly (UnaryOperator Operator, string Token)[] s_unary =
        [(UnaryOperator.Plus, "+"), (UnaryOperator.Minus, "-"), (UnaryOperator.Not, "not"), (UnaryOperator.BitNot, "!")];

    public static IEnumerable<ExampleDocument> Examples =>
        Enum.GetValues<BinaryOperator>().SelectMany(static o => ExamplesOf(o)).Concat(Enum.GetValues<UnaryOperator>().SelectMany(static o => ExamplesOf(o)));

    public static string Text()
    {
        var page = new StringBuilder(
            """
            # Operators

            The loosest come first; those of one level are applied from the left. Nothing is converted on its own: an operator that is not defined for its operands is an error.

            | level | operator | | example |
            | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        var last = 0;
        foreach (var (level, token, op) in BinaryOperators.ByLevel) Row(page, last = level, Tokens.NameOf(token), op);
        foreach (var (op, token) in s_unary) Row(page, op <= UnaryOperator.Minus ? last + 1 : last + 2, token, op);
        page.Append(CultureInfo.InvariantCulture, $"| {last + 3} | `present`, `absent` | Whether a path leads to a value, or to none. `null` is a value. | `present event.user` |\n");
        return page.ToString();
    }

    private static void Row<T>(StringBuilder page, int level, string token, T op)
        where T : struct, Enum
    {
        var example = ExamplesOf(op).First();
        page.Append(CultureInfo.InvariantCulture, $"| {level} | `{token}` | {DocumentationReader.Summary(typeof(T), op)} | `{example.Code}` is `{example.Result}` |\n");
    }

    private static IEnumerable<ExampleDocument> ExamplesOf<T>(T op)
        where T : struct, Enum =>
        typeof(T).GetField(op.ToString())!.GetCustomAttributes<ExampleAttribute>().Select(static e => new ExampleDocument(e.Call, e.Result));
}
