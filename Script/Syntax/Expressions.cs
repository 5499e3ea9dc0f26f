using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Syntax;

/// <summary>A part of the tree that the parser makes. Immutable, shared by everything that compiles it.</summary>
internal abstract class SyntaxNode(TextSpan span)
{
    public TextSpan Span => span;
}

internal abstract class Expression(TextSpan span) : SyntaxNode(span);

/// <summary><c>null</c>, <c>true</c>, <c>false</c>, an integer or a float.</summary>
internal sealed class LiteralExpression(TextSpan span, Value value) : Expression(span)
{
    public Value Value => value;
}

/// <summary>A string or heredoc in pieces: texts and interpolated expressions.</summary>
internal sealed class StringExpression(TextSpan span, IReadOnlyList<StringPart> parts) : Expression(span)
{
    public IReadOnlyList<StringPart> Parts => parts;

    /// <summary>The text, where nothing is interpolated; null otherwise.</summary>
    public string? Constant => parts switch { [] => "", [{ Text: { } text }] => text, _ => null };
}

/// <summary>One piece; exactly one of the two is there.</summary>
internal readonly record struct StringPart(string? Text, Expression? Value);

internal sealed class ArrayExpression(TextSpan span, IReadOnlyList<Expression> items) : Expression(span)
{
    public IReadOnlyList<Expression> Items => items;
}

internal sealed class RecordExpression(TextSpan span, IReadOnlyList<RecordField> fields) : Expression(span)
{
    public IReadOnlyList<RecordField> Fields => fields;
}

internal sealed record RecordField(StringExpression Key, Expression Value);

/// <summary>Operators before their operand. The summaries and examples of these and of the binary ones are the reference page.</summary>
internal enum UnaryOperator
{
    /// <summary>A number as it is.</summary>
    [Example("+1", "1")]
    Plus,

    /// <summary>A number negated.</summary>
    [Example("-(1 + 2)", "-3")]
    Minus,

    /// <summary>A boolean negated. Binds tighter than comparisons: <c>not (a == b)</c>.</summary>
    [Example("not true", "false")]
    Not,

    /// <summary>A boolean negated, or the bits of an integer; those of an integer that is not negative are 64.</summary>
    [Example("!0", "18446744073709551615")]
    BitNot,
}

internal sealed class UnaryExpression(TextSpan span, UnaryOperator op, Expression operand) : Expression(span)
{
    public UnaryOperator Operator => op;

    public Expression Operand => operand;
}

/// <summary>Operators in order of precedence, loosest first.</summary>
internal enum BinaryOperator
{
    /// <summary>Whether one of two booleans is true; the right one is not evaluated when the left one is.</summary>
    [Example("false or true", "true")]
    Or,

    /// <summary>Whether exactly one of two booleans is true.</summary>
    [Example("true xor true", "false")]
    Xor,

    /// <summary>Whether both of two booleans are true; the right one is not evaluated when the left one is false.</summary>
    [Example("true and false", "false")]
    And,

    /// <summary>Bitwise exclusive or of integers, or of booleans.</summary>
    [Example("6 ^ 3", "5")]
    BitXor,

    /// <summary>Bitwise and of integers, or of booleans. Binds looser than comparisons: <c>(flags &amp; 4) == 4</c>.</summary>
    [Example("6 & 3", "2")]
    BitAnd,

    /// <summary>Whether two values are equal, of whatever type. Numbers are compared by value, floats within 2^-52.</summary>
    [Example("1 == 1.0", "true")]
    Equal,

    /// <summary>Whether two values are not equal.</summary>
    [Example("\"1\" != 1", "true")]
    NotEqual,

    /// <summary>Whether a number or string is greater than or equal to another. Strings are compared byte by byte.</summary>
    [Example("2 >= 1.5", "true")]
    GreaterEqual,

    /// <summary>Whether a number or string is greater than another.</summary>
    [Example("\"b\" > \"a\"", "true")]
    Greater,

    /// <summary>Whether a number or string is less than or equal to another.</summary>
    [Example("1 <= 1", "true")]
    LessEqual,

    /// <summary>Whether a number or string is less than another.</summary>
    [Example("\"B\" < \"a\"", "true")]
    Less,

    /// <summary>The bits of an integer shifted to the left by 0 to 63.</summary>
    [Example("1 << 4", "16")]
    ShiftLeft,

    /// <summary>The bits of an integer shifted to the right; a negative one stays negative.</summary>
    [Example("-8 >> 1", "-4")]
    ShiftRight,

    /// <summary>The same, filled with zeros from the left.</summary>
    [Example("-1 >>> 60", "15")]
    ShiftRightUnsigned,

    /// <summary>The sum of numbers; strings or arrays one after the other; the fields of two records, those of the right one win.</summary>
    [Example("[1] + [2]", "[1, 2]")]
    Add,

    /// <summary>The difference of numbers.</summary>
    [Example("5 - 7", "-2")]
    Subtract,

    /// <summary>The product of numbers.</summary>
    [Example("6 * 7", "42")]
    Multiply,

    /// <summary>The quotient of numbers, always a float.</summary>
    [Example("8 / 2", "4.0")]
    Divide,

    /// <summary>The remainder of integers, with the sign of the left one.</summary>
    [Example("-7 % 3", "-1")]
    Modulo,
}

/// <summary>
/// Operators of one precedence level, applied from the left: <c>a + b - c</c>. A list, so that no text, however long, makes a deep tree.
/// </summary>
internal sealed class OperatorChain(TextSpan span, Expression first, IReadOnlyList<OperatorStep> steps) : Expression(span)
{
    public Expression First => first;

    public IReadOnlyList<OperatorStep> Steps => steps;

    /// <summary>The extent up to the operand of a step.</summary>
    public TextSpan SpanUpTo(int step) => new(Span.Start, steps[step].End);
}

/// <param name="End">Where the operand ends, its parentheses included.</param>
internal sealed record OperatorStep(BinaryOperator Operator, Expression Operand, int End);

internal sealed class PresenceExpression(TextSpan span, bool isPresent, PathExpression path) : Expression(span)
{
    public bool IsPresent => isPresent;

    public PathExpression Path => path;
}

/// <summary>A call; the prefix holds the module names before the function's.</summary>
internal sealed class CallExpression(TextSpan span, IReadOnlyList<string> prefix, string name, IReadOnlyList<Expression> arguments) : Expression(span)
{
    public IReadOnlyList<string> Prefix => prefix;

    public string Name => name;

    public IReadOnlyList<Expression> Arguments => arguments;
}

internal sealed class RecurExpression(TextSpan span, IReadOnlyList<Expression> arguments) : Expression(span)
{
    public IReadOnlyList<Expression> Arguments => arguments;
}

internal sealed class MatchExpression(TextSpan span, bool isMutable, Expression target, IReadOnlyList<MatchClause> clauses) : Expression(span)
{
    public bool IsMutable => isMutable;

    public Expression Target => target;

    public IReadOnlyList<MatchClause> Clauses => clauses;
}

internal sealed class MatchClause(TextSpan span, Pattern pattern, Expression? guard, IReadOnlyList<Expression> body) : SyntaxNode(span)
{
    public Pattern Pattern => pattern;

    public Expression? Guard => guard;

    public IReadOnlyList<Expression> Body => body;
}

internal sealed class ForExpression(
    TextSpan span, bool isMutable, Expression target, IReadOnlyList<ForClause> clauses, Expression? start, BinaryOperator? fold) : Expression(span)
{
    public bool IsMutable => isMutable;

    public Expression Target => target;

    public IReadOnlyList<ForClause> Clauses => clauses;

    /// <summary>The value behind <c>into</c>.</summary>
    public Expression? Start => start;

    /// <summary>The operator behind <c>use</c>.</summary>
    public BinaryOperator? Fold => fold;
}

internal sealed class ForClause(TextSpan span, string key, string value, Expression? guard, IReadOnlyList<Expression> body) : SyntaxNode(span)
{
    public string Key => key;

    public string Value => value;

    public Expression? Guard => guard;

    public IReadOnlyList<Expression> Body => body;
}

internal sealed class LetExpression(TextSpan span, PathExpression path, Expression value) : Expression(span)
{
    public PathExpression Path => path;

    public Expression Value => value;
}

internal sealed class EmitExpression(TextSpan span, Expression? value, StringExpression? port) : Expression(span)
{
    public Expression? Value => value;

    public StringExpression? Port => port;
}

internal sealed class DropExpression(TextSpan span) : Expression(span);

internal enum PatchOperator
{
    Insert,
    Upsert,
    Update,
    Erase,
    Move,
    Copy,
    Merge,
    Default,
}

internal sealed class PatchExpression(TextSpan span, Expression target, IReadOnlyList<PatchOperation> operations) : Expression(span)
{
    public Expression Target => target;

    public IReadOnlyList<PatchOperation> Operations => operations;
}

/// <param name="Name">Null for <c>merge</c> and <c>default</c> of the whole record.</param>
/// <param name="To">Of <c>move</c> and <c>copy</c>.</param>
internal sealed record PatchOperation(TextSpan Span, PatchOperator Operator, StringExpression? Name, StringExpression? To, Expression? Value);

internal sealed class MergeExpression(TextSpan span, Expression target, Expression change) : Expression(span)
{
    public Expression Target => target;

    public Expression Change => change;
}

internal sealed class BytesExpression(TextSpan span, IReadOnlyList<BytesPart> parts) : Expression(span)
{
    public IReadOnlyList<BytesPart> Parts => parts;
}

/// <param name="Size">Null for the default of the type.</param>
internal sealed record BytesPart(TextSpan Span, Expression Value, ulong? Size, string? Type);

internal enum PathRoot
{
    /// <summary>A local, parameter, pattern name or constant.</summary>
    Name,

    /// <summary>A constant of a module.</summary>
    Qualified,
    Event,
    Meta,
    State,
    Args,
    Window,
    Group,

    /// <summary>The value of an expression.</summary>
    Expression,
}

internal sealed class PathExpression(
    TextSpan span, PathRoot root, IReadOnlyList<string> prefix, string name, Expression? of, IReadOnlyList<Segment> segments) : Expression(span)
{
    public PathRoot Root => root;

    public IReadOnlyList<string> Prefix => prefix;

    /// <summary>Of <see cref="PathRoot.Name"/> and <see cref="PathRoot.Qualified"/>.</summary>
    public string Name => name;

    /// <summary>Of <see cref="PathRoot.Expression"/>.</summary>
    public Expression? Of => of;

    /// <summary>The segments; the first one of <c>$name</c> is the name.</summary>
    public IReadOnlyList<Segment> Segments => segments;
}

internal abstract class Segment(TextSpan span) : SyntaxNode(span);

internal sealed class FieldSegment(TextSpan span, string name) : Segment(span)
{
    public string Name => name;
}

internal sealed class IndexSegment(TextSpan span, Expression index) : Segment(span)
{
    public Expression Index => index;
}

internal sealed class RangeSegment(TextSpan span, Expression from, Expression to) : Segment(span)
{
    public Expression From => from;

    public Expression To => to;
}
