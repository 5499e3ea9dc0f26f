using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>Where an expression stands, by what may stand there without parentheses; each accepts all that the later ones do.</summary>
internal enum ExpressionPlace
{
    /// <summary>A statement, which may change things.</summary>
    Mutable,

    /// <summary>A value.</summary>
    Immutable,

    /// <summary>Operators of any level; behind it one for each level of operators, loosest first.</summary>
    Simple,
    Unary = Simple + Precedence.Levels + 1,
    BitUnary,
    Presence,
    Primary,

    /// <summary>The root of a path that is no root of its own.</summary>
    Enclosed,
}
