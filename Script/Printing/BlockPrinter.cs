using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>Blocks that reach to an <c>end</c>, one clause or operation to a line: match, for and patch (spec: language 2.3).</summary>
internal sealed class BlockPrinter(PrintedText text, ExpressionPrinter expressions)
{
    public void Patch(PatchExpression patch)
    {
        expressions.Print("patch ", patch.Target, ExpressionPlace.Immutable, " of");
        text.Indent();
        for (var i = 0; i < patch.Operations.Count; i++)
        {
            text.NewLine();
            Operation(patch.Operations[i]);
            if (i + 1 < patch.Operations.Count) text.Add(";");
        }

        End();
    }

    public void Match(MatchExpression match)
    {
        expressions.Print("match ", match.Target, ExpressionPlace.Immutable, " of");
        text.Indent();
        foreach (var clause in match.Clauses)
        {
            text.NewLine();
            text.Add("case ");
            expressions.Patterns.Print(clause.Pattern);
            expressions.Clauses.Rest(clause.Guard, clause.Body, match.IsMutable);
        }

        End();
    }

    public void For(ForExpression @for)
    {
        expressions.Print("for ", @for.Target, ExpressionPlace.Immutable, " of");
        text.Indent();
        foreach (var clause in @for.Clauses)
        {
            text.NewLine();
            text.Add($"case ({Notation.Name(clause.Key)}, {Notation.Name(clause.Value)})");
            expressions.Clauses.Rest(clause.Guard, clause.Body, @for.IsMutable);
        }

        if (@for.Start is null)
        {
            End();
            return;
        }

        text.Outdent();
        text.NewLine();
        expressions.Print("into ", @for.Start, ExpressionPlace.Immutable, @for.Fold is { } fold ? $" use {Notation.Operator(fold)}" : "");
        text.NewLine();
        text.Add("end");
    }

    private void Operation(PatchOperation operation)
    {
        text.Add(Notation.Keyword(operation.Operator));
        if (operation.Name is not null)
        {
            text.Add(" ");
            expressions.String(operation.Name);
        }

        if (operation.To is not null)
        {
            text.Add(" => ");
            expressions.String(operation.To);
        }

        if (operation.Value is not null) expressions.Print(" => ", operation.Value, ExpressionPlace.Immutable);
    }

    private void End()
    {
        text.Outdent();
        text.NewLine();
        text.Add("end");
    }
}
