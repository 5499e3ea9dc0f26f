using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax;

internal abstract class Pattern(TextSpan span) : SyntaxNode(span);

internal sealed class WildcardPattern(TextSpan span) : Pattern(span);

/// <summary>A value to compare with.</summary>
internal sealed class ValuePattern(TextSpan span, Expression value) : Pattern(span)
{
    public Expression Value => value;
}

/// <summary>An extractor: its span reaches from the name to the closing bar.</summary>
internal sealed class ExtractorPattern(TextSpan span, string name, string argument) : Pattern(span)
{
    public string Name => name;

    public string Argument => argument;
}

/// <summary><c>name = pattern</c>.</summary>
internal sealed class NamedPattern(TextSpan span, string name, Pattern pattern) : Pattern(span)
{
    public string Name => name;

    public Pattern Inner => pattern;
}

internal sealed class RecordPattern(TextSpan span, IReadOnlyList<FieldTest> tests) : Pattern(span)
{
    public IReadOnlyList<FieldTest> Tests => tests;
}

internal sealed class ArrayPattern(TextSpan span, IReadOnlyList<Pattern> items) : Pattern(span)
{
    public IReadOnlyList<Pattern> Items => items;
}

/// <param name="isOpen">Whether it ends in <c>...</c>.</param>
internal sealed class TuplePattern(TextSpan span, IReadOnlyList<Pattern> items, bool isOpen) : Pattern(span)
{
    public IReadOnlyList<Pattern> Items => items;

    public bool IsOpen => isOpen;
}

/// <summary>One test of a field in a record pattern.</summary>
internal abstract class FieldTest(TextSpan span, string name) : SyntaxNode(span)
{
    public string Field => name;
}

internal sealed class PresenceTest(TextSpan span, string field, bool isPresent) : FieldTest(span, field)
{
    public bool IsPresent => isPresent;
}

internal sealed class CompareTest(TextSpan span, string field, BinaryOperator op, Expression value) : FieldTest(span, field)
{
    public BinaryOperator Operator => op;

    public Expression Value => value;
}

/// <summary>A field against an extractor or a nested pattern.</summary>
internal sealed class PatternTest(TextSpan span, string field, Pattern pattern) : FieldTest(span, field)
{
    public Pattern Pattern => pattern;
}
