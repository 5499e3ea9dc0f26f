using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>An expression as text: equal for expressions that differ in nothing but layout.</summary>
internal static class PrintedExpression
{
    public static string Of(Expression expression)
    {
        var text = new PrintedText();
        new ExpressionPrinter(text).Print(expression, ExpressionPlace.Immutable);
        return text.ToString();
    }
}
