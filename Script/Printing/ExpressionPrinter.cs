using System.Runtime.CompilerServices;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>Expressions, wherever they stand (spec: language 2.3, language 2.4): parentheses only where they are needed.</summary>
internal sealed class ExpressionPrinter
{
    private readonly PrintedText _text;
    private readonly PathPrinter _paths;
    private readonly BlockPrinter _blocks;

    public ExpressionPrinter(PrintedText text)
    {
        _text = text;
        Patterns = new PatternPrinter(text, this);
        Clauses = new ClausePrinter(text, this);
        _paths = new PathPrinter(text, this);
        _blocks = new BlockPrinter(text, this);
    }

    public PatternPrinter Patterns { get; }

    public ClausePrinter Clauses { get; }

    public void Print(Expression expression, ExpressionPlace place)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();

        // A match in parentheses is immutable, so one that changes nothing may not stand bare where one that does is meant.
        var isParenthesized = Needed(expression) < place
            || (place == ExpressionPlace.Mutable && expression is MatchExpression { IsMutable: false } or ForExpression { IsMutable: false });
        if (isParenthesized) _text.Add("(");
        Bare(expression);
        if (isParenthesized) _text.Add(")");
    }

    /// <summary>Something between two texts.</summary>
    public void Print(string before, Expression expression, ExpressionPlace place, string after = "")
    {
        _text.Add(before);
        Print(expression, place);
        _text.Add(after);
    }

    public void String(StringExpression text)
    {
        _text.Add("\"");
        _text.BeginString();
        foreach (var part in text.Parts)
        {
            if (part.Text is not null) _text.Add(Notation.Escaped(part.Text));
            else Print("#{", part.Value!, ExpressionPlace.Simple, "}");
        }

        _text.EndString();
        _text.Add("\"");
    }

    private static ExpressionPlace Needed(Expression expression) => expression switch
    {
        LetExpression or EmitExpression or DropExpression or MatchExpression { IsMutable: true } or ForExpression { IsMutable: true } =>
            ExpressionPlace.Mutable,
        MatchExpression or ForExpression => ExpressionPlace.Immutable,
        OperatorChain chain => PlaceOf(chain),
        UnaryExpression { Operator: UnaryOperator.Plus or UnaryOperator.Minus } => ExpressionPlace.Unary,
        UnaryExpression => ExpressionPlace.BitUnary,
        PresenceExpression => ExpressionPlace.Presence,
        _ => ExpressionPlace.Primary,
    };

    private static ExpressionPlace PlaceOf(OperatorChain chain) => ExpressionPlace.Simple + Precedence.Of(chain.Steps[0].Operator);

    private void Bare(Expression expression)
    {
        switch (expression)
        {
            case LetExpression let:
                _text.Add("let ");
                _paths.Path(let.Path);
                Print(" = ", let.Value, ExpressionPlace.Mutable);
                break;
            case DropExpression:
                _text.Add("drop");
                break;
            case EmitExpression emit:
                Emit(emit);
                break;
            case MatchExpression match:
                _blocks.Match(match);
                break;
            case ForExpression @for:
                _blocks.For(@for);
                break;
            case OperatorChain chain:
                // An operand of the same level needs parentheses on either side: without them it would be part of this chain.
                var tighter = PlaceOf(chain) + 1;
                Print(chain.First, tighter);
                foreach (var step in chain.Steps) Print($" {Notation.Operator(step.Operator)} ", step.Operand, tighter);
                break;
            case UnaryExpression unary:
                Print(Notation.Operator(unary.Operator), unary.Operand, Needed(unary));
                break;
            case PresenceExpression presence:
                _text.Add(presence.IsPresent ? "present " : "absent ");
                _paths.Path(presence.Path);
                break;
            case LiteralExpression literal:
                _text.Add(Notation.Literal(literal.Value));
                break;
            case StringExpression text:
                String(text);
                break;
            case ArrayExpression array:
                List("[", array.Items, "]");
                break;
            case RecordExpression record:
                Record(record);
                break;
            case CallExpression call:
                List(Notation.Names(call.Prefix.Append(call.Name)) + "(", call.Arguments, ")");
                break;
            case RecurExpression recur:
                List("recur(", recur.Arguments, ")");
                break;
            case PatchExpression patch:
                _blocks.Patch(patch);
                break;
            case MergeExpression merge:
                Print("merge ", merge.Target, ExpressionPlace.Immutable);
                Print(" of ", merge.Change, ExpressionPlace.Immutable, " end");
                break;
            case BytesExpression bytes:
                Bytes(bytes);
                break;
            default:
                _paths.Path((PathExpression)expression);
                break;
        }
    }

    private void Emit(EmitExpression emit)
    {
        _text.Add("emit");
        if (emit.Value is not null) Print(" ", emit.Value, ExpressionPlace.Immutable);
        if (emit.Port is null) return;
        _text.Add(" => ");
        String(emit.Port);
    }

    private void List(string open, IReadOnlyList<Expression> items, string close)
    {
        _text.Add(open);
        for (var i = 0; i < items.Count; i++) Print(i > 0 ? ", " : "", items[i], ExpressionPlace.Immutable);
        _text.Add(close);
    }

    private void Record(RecordExpression record)
    {
        _text.Add("{");
        for (var i = 0; i < record.Fields.Count; i++)
        {
            if (i > 0) _text.Add(", ");
            String(record.Fields[i].Key);
            Print(": ", record.Fields[i].Value, ExpressionPlace.Immutable);
        }

        _text.Add("}");
    }

    private void Bytes(BytesExpression bytes)
    {
        _text.Add("<<");
        for (var i = 0; i < bytes.Parts.Count; i++)
        {
            var part = bytes.Parts[i];
            Print(i > 0 ? ", " : " ", part.Value, ExpressionPlace.Primary);
            if (part.Size is not null) _text.Add($":{part.Size}");
            if (part.Type is not null) _text.Add($"/{Notation.Name(part.Type)}");
        }

        _text.Add(" >>");
    }
}
