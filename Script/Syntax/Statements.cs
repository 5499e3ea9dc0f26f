using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Syntax;

/// <summary>A script or a module as it stands in a file.</summary>
internal sealed record ScriptFile(IReadOnlyList<string> ModuleDoc, IReadOnlyList<Statement> Statements);

/// <summary>A statement at the top level of a file.</summary>
internal abstract class Statement(TextSpan span) : SyntaxNode(span);

/// <summary>A <c>use</c>, with its braces written out.</summary>
internal sealed class UseStatement(TextSpan span, TextSpan target, IReadOnlyList<UsedModule> modules) : Statement(span)
{
    /// <summary>Where an error about a module that is not found points.</summary>
    public TextSpan Target => target;

    public IReadOnlyList<UsedModule> Modules => modules;
}

internal sealed record UsedModule(IReadOnlyList<string> Path, string Alias);

internal sealed class ConstStatement(TextSpan span, string? doc, string name, Expression value) : Statement(span)
{
    public string? Doc => doc;

    public string Name => name;

    public Expression Value => value;
}

/// <summary>A function, plain or matching.</summary>
/// <param name="body">The expressions of a plain function; none for a matching one.</param>
/// <param name="cases">The cases of a matching function, the default (a wildcard) last; none for a plain one.</param>
internal sealed class FnStatement(
    TextSpan span, string? doc, string name, IReadOnlyList<FnParameter> parameters, bool isVariadic,
    IReadOnlyList<Expression> body, IReadOnlyList<MatchClause> cases) : Statement(span)
{
    public string? Doc => doc;

    public string Name => name;

    public IReadOnlyList<FnParameter> Parameters => parameters;

    public bool IsVariadic => isVariadic;

    public IReadOnlyList<Expression> Body => body;

    public IReadOnlyList<MatchClause> Cases => cases;
}

internal readonly record struct FnParameter(string Name, TextSpan Span);

internal sealed class IntrinsicStatement(
    TextSpan span, string? doc, string name, IReadOnlyList<FnParameter> parameters, bool isVariadic, IReadOnlyList<string> target) : Statement(span)
{
    public string? Doc => doc;

    public string Name => name;

    public IReadOnlyList<FnParameter> Parameters => parameters;

    public bool IsVariadic => isVariadic;

    /// <summary>Group and name of the built-in function.</summary>
    public IReadOnlyList<string> Target => target;
}

internal sealed class ExpressionStatement(Expression expression) : Statement(expression.Span)
{
    public Expression Expression => expression;
}
