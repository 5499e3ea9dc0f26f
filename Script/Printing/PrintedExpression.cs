using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>An expression as text: equal for expressions that differ in nothing but layout.</summary>
internal static class PrintedExpression
{
    public static string Of(Expression expression) => Of(expression, ExpressionPlace.Immutable);

    /// <param name="place">Where it is to stand.</param>
    public static string Of(Expression expression, ExpressionPlace place)
    {
        var text = new PrintedText();
        new ExpressionPrinter(text).Print(expression, place);
        return text.ToString();
    }
}
