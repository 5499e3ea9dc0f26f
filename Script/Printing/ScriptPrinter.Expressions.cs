using System.Runtime.CompilerServices;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <content>Expressions (spec: language 2.3 and 2.4).</content>
internal sealed partial class ScriptPrinter
{
    /// <summary>What may stand at a place without parentheses; each accepts all that the later ones do.</summary>
    private enum Context
    {
        Mutable,
        Immutable,

        /// <summary>Operators of any level; behind it one for each level of operators, loosest first.</summary>
        Simple,
        Unary = Simple + Precedence.Levels + 1,
        BitUnary,
        Presence,
        Primary,
    }

    private void Expression(Expression expression, Context context)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var needed = Needed(expression);

        // A match in parentheses is immutable, so one that changes nothing may not stand bare where one that does is meant.
        var isParenthesized = needed < context || (context == Context.Mutable && expression is MatchExpression { IsMutable: false } or ForExpression { IsMutable: false });
        if (isParenthesized) Add("(");
        Bare(expression);
        if (isParenthesized) Add(")");
    }

    private static Context Needed(Expression expression) => expression switch
    {
        LetExpression or EmitExpression or DropExpression or MatchExpression { IsMutable: true } or ForExpression { IsMutable: true } => Context.Mutable,
        MatchExpression or ForExpression => Context.Immutable,
        OperatorChain chain => LevelOf(chain),
        UnaryExpression { Operator: UnaryOperator.Plus or UnaryOperator.Minus } => Context.Unary,
        UnaryExpression => Context.BitUnary,
        PresenceExpression => Context.Presence,
        _ => Context.Primary,
    };

    private static Context LevelOf(OperatorChain chain) => Context.Simple + Precedence.Of(chain.Steps[0].Operator);

    private void Bare(Expression expression)
    {
        switch (expression)
        {
            case LetExpression let:
                Add("let ").Path(let.Path);
                Add(" = ").Expression(let.Value, Context.Mutable);
                break;
            case DropExpression:
                Add("drop");
                break;
            case EmitExpression emit:
                Add("emit");
                if (emit.Value is not null) Add(" ").Expression(emit.Value, Context.Immutable);
                if (emit.Port is not null) Add(" => ").String(emit.Port);
                break;
            case MatchExpression match:
                Match(match);
                break;
            case ForExpression @for:
                For(@for);
                break;
            case OperatorChain chain:
                // An operand of the same level needs parentheses on either side: without them it would be part of this chain.
                var tighter = LevelOf(chain) + 1;
                Expression(chain.First, tighter);
                foreach (var step in chain.Steps) Add($" {Notation.Operator(step.Operator)} ").Expression(step.Operand, tighter);
                break;
            case UnaryExpression unary:
                Add(Notation.Operator(unary.Operator)).Expression(unary.Operand, Needed(unary));
                break;
            case PresenceExpression presence:
                Add(presence.IsPresent ? "present " : "absent ").Path(presence.Path);
                break;
            case LiteralExpression literal:
                Add(Notation.Literal(literal.Value));
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
                Add(Notation.Names(call.Prefix.Append(call.Name))).List("(", call.Arguments, ")");
                break;
            case RecurExpression recur:
                Add("recur").List("(", recur.Arguments, ")");
                break;
            case PatchExpression patch:
                Patch(patch);
                break;
            case MergeExpression merge:
                Add("merge ").Expression(merge.Target, Context.Immutable);
                Add(" of ").Expression(merge.Change, Context.Immutable);
                Add(" end");
                break;
            case BytesExpression bytes:
                Bytes(bytes);
                break;
            default:
                Path((PathExpression)expression);
                break;
        }
    }

    private void String(StringExpression text)
    {
        Add("\"");
        _strings++;
        foreach (var part in text.Parts)
        {
            if (part.Text is not null)
            {
                Add(Notation.Escaped(part.Text));
                continue;
            }

            Add("#{").Expression(part.Value!, Context.Simple);
            Add("}");
        }

        _strings--;
        Add("\"");
    }

    private void List(string open, IReadOnlyList<Expression> items, string close)
    {
        Add(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) Add(", ");
            Expression(items[i], Context.Immutable);
        }

        Add(close);
    }

    private void Record(RecordExpression record)
    {
        Add("{");
        for (var i = 0; i < record.Fields.Count; i++)
        {
            if (i > 0) Add(", ");
            String(record.Fields[i].Key);
            Add(": ").Expression(record.Fields[i].Value, Context.Immutable);
        }

        Add("}");
    }

    private void Bytes(BytesExpression bytes)
    {
        Add("<<");
        for (var i = 0; i < bytes.Parts.Count; i++)
        {
            var part = bytes.Parts[i];
            Add(i > 0 ? ", " : " ").Expression(part.Value, Context.Primary);
            if (part.Size is not null) Add($":{part.Size}");
            if (part.Type is not null) Add($"/{Notation.Name(part.Type)}");
        }

        Add(" >>");
    }

    private void Path(PathExpression path)
    {
        switch (path.Root)
        {
            case PathRoot.Name or PathRoot.Qualified:
                Add(Notation.Names(path.Prefix.Append(path.Name)));
                break;
            case PathRoot.Expression:
                // What is no root of its own, such as a path, stands in parentheses.
                Expression(path.Of!, path.Of is CallExpression or ArrayExpression or RecordExpression ? Context.Primary : Context.Primary + 1);
                break;
            default:
                Add(Notation.Keyword(path.Root));
                break;
        }

        for (var i = 0; i < path.Segments.Count; i++)
        {
            switch (path.Segments[i])
            {
                case FieldSegment field:
                    Add(i == 0 && path.Root == PathRoot.Meta ? "" : ".").Add(Notation.Name(field.Name));
                    break;
                case IndexSegment index:
                    Add("[").Expression(index.Index, Context.Immutable);
                    Add("]");
                    break;
                case RangeSegment range:
                    Add("[").Expression(range.From, Context.Immutable);
                    Add(":").Expression(range.To, Context.Immutable);
                    Add("]");
                    break;
            }
        }
    }

    private void Patch(PatchExpression patch)
    {
        Add("patch ").Expression(patch.Target, Context.Immutable);
        Add(" of");
        _depth++;
        for (var i = 0; i < patch.Operations.Count; i++)
        {
            var operation = patch.Operations[i];
            NewLine();
            Add(Notation.Keyword(operation.Operator));
            if (operation.Name is not null) Add(" ").String(operation.Name);
            if (operation.To is not null) Add(" => ").String(operation.To);
            if (operation.Value is not null) Add(" => ").Expression(operation.Value, Context.Immutable);
            if (i + 1 < patch.Operations.Count) Add(";");
        }

        _depth--;
        NewLine();
        Add("end");
    }

    private void Match(MatchExpression match)
    {
        Add("match ").Expression(match.Target, Context.Immutable);
        Add(" of");
        _depth++;
        foreach (var clause in match.Clauses)
        {
            NewLine();
            Add("case ").Pattern(clause.Pattern);
            ClauseRest(clause.Guard, clause.Body, match.IsMutable);
        }

        _depth--;
        NewLine();
        Add("end");
    }

    private void For(ForExpression @for)
    {
        Add("for ").Expression(@for.Target, Context.Immutable);
        Add(" of");
        _depth++;
        foreach (var clause in @for.Clauses)
        {
            NewLine();
            Add($"case ({Notation.Name(clause.Key)}, {Notation.Name(clause.Value)})");
            ClauseRest(clause.Guard, clause.Body, @for.IsMutable);
        }

        _depth--;
        NewLine();
        if (@for.Start is not null)
        {
            Add("into ").Expression(@for.Start, Context.Immutable);
            if (@for.Fold is { } fold) Add($" use {Notation.Operator(fold)}");
            NewLine();
        }

        Add("end");
    }
}
