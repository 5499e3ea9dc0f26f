using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>The rest of a clause behind its pattern, and bodies.</summary>
internal sealed class ClausePrinter(PrintedText text, ExpressionPrinter expressions)
{
    /// <summary>The condition, the arrow and what is done.</summary>
    public void Rest(Expression? guard, IReadOnlyList<Expression> body, bool isMutable)
    {
        if (guard is not null) expressions.Print(" when ", guard, ExpressionPlace.Immutable);
        text.Add(" =>");
        if (body.Count == 1 && body[0] is not (MatchExpression or ForExpression)) expressions.Print(" ", body[0], PlaceOf(isMutable));
        else Body(body, isMutable);
    }

    /// <summary>Expressions on lines of their own.</summary>
    public void Body(IReadOnlyList<Expression> body, bool isMutable)
    {
        text.Indent();
        for (var i = 0; i < body.Count; i++)
        {
            text.NewLine();
            expressions.Print(body[i], PlaceOf(isMutable));
            if (i + 1 < body.Count) text.Add(isMutable ? ";" : ",");
        }

        text.Outdent();
    }

    private static ExpressionPlace PlaceOf(bool isMutable) => isMutable ? ExpressionPlace.Mutable : ExpressionPlace.Immutable;
}
