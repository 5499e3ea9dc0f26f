using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>
/// Writes a syntax tree as an outline, a node a line: what it is, what tells it from others of its kind, where it stands. Everything that
/// the tree holds is written, so two trees are equal when their outlines without places are.
/// </summary>
/// <param name="positions">Null to leave out the places.</param>
internal sealed class TreeWriter(TextWriter writer, PositionMap? positions)
{
    private int _depth;

    public static void Write(ScriptFile file, SourceText source, TextWriter writer) => new TreeWriter(writer, new PositionMap(source)).File(file);

    /// <summary>The outline without places.</summary>
    public static string Outline(ScriptFile file)
    {
        var text = new StringWriter { NewLine = "\n" };
        new TreeWriter(text, null).File(file);
        return text.ToString();
    }

    private void File(ScriptFile file)
    {
        foreach (var line in file.ModuleDoc) Node($"### {line}", null);
        foreach (var statement in file.Statements) Statement(statement);
    }

    private void Node(string label, TextSpan? span, params ReadOnlySpan<Action> children)
    {
        writer.Write(new string(' ', _depth * 2));
        writer.Write(label);
        if (span is { } place && positions is not null) writer.Write($"  {positions.Describe(place)}");
        writer.WriteLine();
        _depth++;
        foreach (var child in children) child();
        _depth--;
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case UseStatement use:
                Node("use", use.Span, () =>
                {
                    foreach (var module in use.Modules) Node($"module {Notation.Names(module.Path)} as {Notation.Name(module.Alias)}", null);
                });
                break;
            case ConstStatement constant:
                Documentation(constant.Doc);
                Node($"const {Notation.Name(constant.Name)}", constant.Span, () => Expression(constant.Value));
                break;
            case FnStatement function:
                Documentation(function.Doc);
                Node(
                    $"fn {Notation.Name(function.Name)}", function.Span, () => Parameters(function.Parameters, function.IsVariadic),
                    () => All(function.Body), () => Clauses(function.Cases));
                break;
            case IntrinsicStatement intrinsic:
                Documentation(intrinsic.Doc);
                Node(
                    $"intrinsic fn {Notation.Name(intrinsic.Name)} as {Notation.Names(intrinsic.Target)}", intrinsic.Span,
                    () => Parameters(intrinsic.Parameters, intrinsic.IsVariadic));
                break;
            default:
                Expression(((ExpressionStatement)statement).Expression);
                break;
        }
    }

    private void Documentation(string? doc)
    {
        foreach (var line in doc?.Split('\n') ?? []) Node($"## {line}", null);
    }

    private void Parameters(IReadOnlyList<FnParameter> parameters, bool isVariadic)
    {
        foreach (var parameter in parameters) Node($"parameter {Notation.Name(parameter.Name)}", parameter.Span);
        if (isVariadic) Node("parameter ...", null);
    }

    private void All(IReadOnlyList<Expression> expressions)
    {
        foreach (var expression in expressions) Expression(expression);
    }

    /// <summary>A child that has a role of its own among the others.</summary>
    private void Role(string role, Expression? expression)
    {
        if (expression is not null) Node(role, null, () => Expression(expression));
    }

    private void Clauses(IReadOnlyList<MatchClause> clauses)
    {
        foreach (var clause in clauses)
            Node("case", clause.Span, () => Pattern(clause.Pattern), () => Role("when", clause.Guard), () => All(clause.Body));
    }

    private void Expression(Expression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var span = expression.Span;
        switch (expression)
        {
            case LetExpression let:
                Node("let", span, () => Expression(let.Path), () => Expression(let.Value));
                break;
            case DropExpression:
                Node("drop", span);
                break;
            case EmitExpression emit:
                Node("emit", span, () => Role("value", emit.Value), () => Role("port", emit.Port));
                break;
            case MatchExpression match:
                Node(match.IsMutable ? "match" : "match (immutable)", span, () => Expression(match.Target), () => Clauses(match.Clauses));
                break;
            case ForExpression @for:
                For(@for);
                break;
            case OperatorChain chain:
                Node("operators", span, () => Expression(chain.First), () =>
                {
                    foreach (var step in chain.Steps) Role(Notation.Operator(step.Operator), step.Operand);
                });
                break;
            case UnaryExpression unary:
                Node("unary " + Notation.Operator(unary.Operator).Trim(), span, () => Expression(unary.Operand));
                break;
            case PresenceExpression presence:
                Node(presence.IsPresent ? "present" : "absent", span, () => Expression(presence.Path));
                break;
            case LiteralExpression literal:
                Node("literal " + Notation.Literal(literal.Value), span);
                break;
            case StringExpression text:
                String(text);
                break;
            case ArrayExpression array:
                Node("array", span, () => All(array.Items));
                break;
            case RecordExpression record:
                Node("record", span, () =>
                {
                    foreach (var field in record.Fields) Node("field", null, () => Expression(field.Key), () => Expression(field.Value));
                });
                break;
            case CallExpression call:
                Node("call " + Notation.Names(call.Prefix.Append(call.Name)), span, () => All(call.Arguments));
                break;
            case RecurExpression recur:
                Node("recur", span, () => All(recur.Arguments));
                break;
            case PatchExpression patch:
                Patch(patch);
                break;
            case MergeExpression merge:
                Node("merge", span, () => Expression(merge.Target), () => Expression(merge.Change));
                break;
            case BytesExpression bytes:
                Node("bytes", span, () =>
                {
                    foreach (var part in bytes.Parts)
                        Node(
                            $"part{(part.Size is null ? "" : $" :{part.Size}")}{(part.Type is null ? "" : $" /{Notation.Name(part.Type)}")}",
                            part.Span, () => Expression(part.Value));
                });
                break;
            default:
                Path((PathExpression)expression);
                break;
        }
    }

    private void String(StringExpression text)
    {
        if (text.Constant is { } constant)
        {
            Node($"string \"{Notation.Escaped(constant)}\"", text.Span);
            return;
        }

        Node("string", text.Span, () =>
        {
            foreach (var part in text.Parts)
            {
                if (part.Text is not null) Node($"text \"{Notation.Escaped(part.Text)}\"", null);
                else Role("interpolation", part.Value);
            }
        });
    }

    private void For(ForExpression @for) =>
        Node(@for.IsMutable ? "for" : "for (immutable)", @for.Span, () => Expression(@for.Target), () =>
        {
            foreach (var clause in @for.Clauses)
                Node($"case ({Notation.Name(clause.Key)}, {Notation.Name(clause.Value)})", clause.Span, () => Role("when", clause.Guard), () => All(clause.Body));
            Role(@for.Fold is { } fold ? $"into, using {Notation.Operator(fold)}" : "into", @for.Start);
        });

    private void Patch(PatchExpression patch) =>
        Node("patch", patch.Span, () => Expression(patch.Target), () =>
        {
            foreach (var operation in patch.Operations)
                Node(
                    Notation.Keyword(operation.Operator), operation.Span, () => Role("name", operation.Name),
                    () => Role("to", operation.To), () => Role("value", operation.Value));
        });

    private void Path(PathExpression path)
    {
        var root = path.Root switch
        {
            PathRoot.Name or PathRoot.Qualified => Notation.Names(path.Prefix.Append(path.Name)),
            PathRoot.Expression => "of an expression",
            _ => Notation.Keyword(path.Root),
        };
        Node("path " + root, path.Span, () => Role("root", path.Of), () =>
        {
            foreach (var segment in path.Segments)
            {
                switch (segment)
                {
                    case FieldSegment field:
                        Node($".{Notation.Name(field.Name)}", field.Span);
                        break;
                    case IndexSegment index:
                        Node("index", index.Span, () => Expression(index.Index));
                        break;
                    case RangeSegment range:
                        Node("range", range.Span, () => Expression(range.From), () => Expression(range.To));
                        break;
                }
            }
        });
    }

    private void Pattern(Pattern pattern)
    {
        var span = pattern.Span;
        switch (pattern)
        {
            case WildcardPattern:
                Node("_", null);
                break;
            case ValuePattern value:
                Node("value", null, () => Expression(value.Value));
                break;
            case ExtractorPattern extractor:
                Node($"extractor {Notation.Name(extractor.Name)} \"{Notation.Escaped(extractor.Argument)}\"", span);
                break;
            case NamedPattern named:
                Node($"named {Notation.Name(named.Name)}", span, () => Pattern(named.Inner));
                break;
            case ArrayPattern array:
                Node("%[]", span, () => Patterns(array.Items));
                break;
            case TuplePattern tuple:
                Node(tuple.IsOpen ? "%(...)" : "%()", span, () => Patterns(tuple.Items));
                break;
            case RecordPattern record:
                Node("%{}", span, () =>
                {
                    foreach (var test in record.Tests) Test(test);
                });
                break;
        }
    }

    private void Patterns(IReadOnlyList<Pattern> patterns)
    {
        foreach (var pattern in patterns) Pattern(pattern);
    }

    private void Test(FieldTest test)
    {
        var field = Notation.Name(test.Field);
        switch (test)
        {
            case PresenceTest presence:
                Node($"{(presence.IsPresent ? "present" : "absent")} {field}", test.Span);
                break;
            case CompareTest compare:
                Node($"{field} {Notation.Operator(compare.Operator)}", test.Span, () => Expression(compare.Value));
                break;
            case PatternTest nested:
                Node($"{field} ~=", test.Span, () => Pattern(nested.Pattern));
                break;
        }
    }
}
