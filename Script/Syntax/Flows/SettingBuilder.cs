using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>Expressions in the places of settings: what is written as a literal is that value, everything else is computed when the definition is loaded.</summary>
internal static class SettingBuilder
{
    public static Setting Of(SourceText source, Expression expression) =>
        Literal(source, expression) ?? new ExpressionSetting(new ParsedText(new ParsedExpression(source, expression), At(source, expression)), At(source, expression));

    public static Place At(SourceText source, SyntaxNode node) => Place.At(source.SpanOf(node.Span));

    /// <summary>Null where the expression, or a part of it, is no literal.</summary>
    private static Setting? Literal(SourceText source, Expression expression)
    {
        switch (expression)
        {
            case ArrayExpression array:
                var items = new Setting[array.Items.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    if (Literal(source, array.Items[i]) is not { } item) return null;
                    items[i] = item;
                }

                return new ListSetting([.. items], At(source, array));
            case RecordExpression record:
                var keys = new HashSet<string>();
                var fields = new Field[record.Fields.Count];
                for (var i = 0; i < fields.Length; i++)
                {
                    var field = record.Fields[i];
                    if (field.Key.Constant is not { } key || !keys.Add(key) || Literal(source, field.Value) is not { } value) return null;
                    fields[i] = new(new(key, At(source, field.Key)), value);
                }

                return new RecordSetting([.. fields], At(source, record));
            default:
                return Scalar(expression) is { } scalar ? new LiteralSetting(scalar, At(source, expression)) : null;
        }
    }

    /// <summary>The value of a literal; null for everything else.</summary>
    public static Value? Scalar(Expression expression) => expression switch
    {
        LiteralExpression literal => literal.Value,
        StringExpression { Constant: { } text } => Value.From(text),
        UnaryExpression { Operator: UnaryOperator.Minus, Operand: LiteralExpression { Value: var number } } => Negated(number),
        _ => null,
    };

    private static Value? Negated(Value number)
    {
        if (number.Kind == ValueKind.Float && number.TryGetDouble(out var d)) return Value.From(-d);
        return number.TryGetInt64(out var n) && n != long.MinValue ? Value.From(-n) : null;
    }
}
