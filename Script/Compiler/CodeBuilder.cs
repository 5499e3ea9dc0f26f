using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>
/// From the tree of one body (a script, a function, a constant's value) to code: names become slots, calls their functions, extractors are
/// compiled, and everything is checked that needs no folding, in the order of the phases (spec: language 12.3, language 12.7).
/// </summary>
internal sealed class CodeBuilder(BodyContext context)
{
    /// <summary>How many levels of nesting lie between two looks at the stack that is left.</summary>
    private const int GuardInterval = 32;

    private int _nesting;

    public BodyVariables Variables => context.Variables;

    public PathBuilder Paths => field ??= new(context, this);

    public PatternBuilder Patterns => field ??= new(context, this);

    public ClauseBuilder Clauses => field ??= new(context, this);

    public CallBuilder Calls => field ??= new(context, this);

    private LetBuilder Lets => field ??= new(context, this);

    private BytesBuilder Binaries => field ??= new(context, this);

    /// <summary>The code of an expression whose value is needed, outside of any tail position.</summary>
    public Code Build(Expression expression) => Build(expression, isTail: false);

    /// <summary>The code of an expression that need not be evaluated where what is around it is.</summary>
    private Code BuildPart(Expression expression)
    {
        using var part = Variables.BeginPart();
        return Build(expression);
    }

    /// <summary>The code of a statement at the top level of a script.</summary>
    public Code BuildStatement(Expression statement)
    {
        context.Statement = statement;
        return Build(statement);
    }

    /// <summary>The code of the statements of a script.</summary>
    public static Code BuildScript(IReadOnlyList<Code> statements) => statements switch
    {
        [] => new EmitCode(null, null),
        [var only] => only,
        _ => new BlockCode([.. statements]),
    };

    /// <summary>The code of a function.</summary>
    public Code BuildFunction(FnStatement function)
    {
        foreach (var parameter in function.Parameters) Variables.Declare(parameter.Name);
        var code = function.Cases.Count == 0 ? Block(function.Body, isTail: true, isMutable: true) : Clauses.Cases(function);
        var (body, kinds) = (context.Function!, WarnOfBody());
        body.FrameSize = Variables.FrameSize;
        body.Result = code.Possible(kinds);
        body.Needed = [.. function.Parameters.Select(static (p, at) => (At: at, p.Name)).Where(p => function.Cases.Count > 0 || (!body.Recurs && Variables.IsNeeded(p.At)))];
        return code;
    }

    /// <summary>
    /// Warns of names that are read and that nothing in the body assigns, <c>None</c> or a forgotten <c>let</c>, and of what always fails. For when all of
    /// it is built.
    /// </summary>
    /// <returns>What is known of its variables.</returns>
    public SlotKinds WarnOfBody()
    {
        var kinds = context.Failures.Solve(Variables);
        foreach (var (node, mistake) in context.Failures.Find(kinds)) context.Warn(WarningClass.Behaviour, node, mistake);
        foreach (var path in Variables.Unassigned())
        {
            var near = path.Name is "None" or "none" or "nil" or "nothing" or "undefined" or "NULL"
                ? "null"
                : NearestName.FindWithin(2, path.Name, Variables.Assigned().Concat(context.Names.Constants.Keys).Concat(["event", "state", "true", "false", "null"]));
            context.Warn(WarningClass.Behaviour, path, $"Nothing assigns `{path.Name}`: to read it is an error{(near is null ? "" : $"; did you mean `{near}`?")}");
        }

        return kinds;
    }

    /// <param name="isTail">Whether it is the last thing that a function does, where <c>recur</c> may stand.</param>
    public Code Build(Expression expression, bool isTail)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw BodyContext.Error(ErrorKind.ParserError, context.SiteOf(expression), "This nests too deep", lines: 2);
        _nesting++;
        var code = Dispatch(expression, isTail);
        _nesting--;
        return _nesting % GuardInterval == GuardInterval - 1 ? new GuardCode(code, context.SiteOf(expression)) : code;
    }

    private Code Dispatch(Expression expression, bool isTail) => context.BansEvent && context.Windowed?.GroupOf(expression) is >= 0 and var group ? new GroupElementCode(group) : expression switch
    {
        LiteralExpression literal => new ConstantCode(literal.Value),
        StringExpression text => Text(text),
        PathExpression path => Paths.Path(path),
        CallExpression call => Calls.Call(call),
        OperatorChain chain => Chain(chain),
        UnaryExpression unary => Unary(unary),
        ArrayExpression array => new ArrayCode(BuildAll(array.Items)),
        RecordExpression record => Record(record),
        PresenceExpression presence => Paths.Presence(presence),
        MatchExpression match => Clauses.Match(match, isTail),
        ForExpression loop => Clauses.For(loop, isTail),
        LetExpression let => Lets.Let(let, isTail),
        EmitExpression emit => Emit(emit),
        DropExpression when context.Function is not null =>
            throw BodyContext.Error(ErrorKind.InvalidDrop, context.SiteOf(expression), "A function cannot drop the event"),
        DropExpression => DropCode.Instance,
        PatchExpression patch => Patch(patch),
        MergeExpression merge =>
            new MergeCode(Build(merge.Target), Build(merge.Change), context.SiteOf(merge), context.SiteOf(merge.Target), context.SiteOf(merge.Change)),
        RecurExpression recur => Calls.Recur(recur, isTail),
        BytesExpression bytes => Binaries.Bytes(bytes),
        _ => throw new InvalidOperationException($"{expression.GetType()} has no code"),
    };

    public Code[] BuildAll(IReadOnlyList<Expression> expressions)
    {
        var codes = new Code[expressions.Count];
        for (var i = 0; i < codes.Length; i++) codes[i] = Build(expressions[i]);
        return codes;
    }

    public Code Block(IReadOnlyList<Expression> body, bool isTail, bool isMutable)
    {
        var codes = new Code[body.Count];
        for (var i = 0; i < codes.Length; i++) codes[i] = Build(body[i], isTail && i == codes.Length - 1);
        return codes.Length == 1 ? codes[0] : isMutable ? new BlockCode(codes) : new LastOfCode(codes);
    }

    private Code Text(StringExpression text)
    {
        if (text.Constant is { } constant) return new ConstantCode(Value.From(constant));
        return new StringCode([.. text.Parts.Select(p => p.Text is null ? Build(p.Value!) : new ConstantCode(Value.From(p.Text)))], context.SiteOf(text));
    }

    private Code Chain(OperatorChain chain)
    {
        var first = Build(chain.First);
        var leftSite = context.SiteOf(chain.First);
        var steps = new OperatorStepCode[chain.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var step = chain.Steps[i];
            var site = context.SiteOf(chain.SpanUpTo(i));
            var operand = step.Operator is BinaryOperator.And or BinaryOperator.Or ? BuildPart(step.Operand) : Build(step.Operand);
            steps[i] = new OperatorStepCode(step.Operator, operand, site, leftSite, context.SiteOf(step.Operand), step.Operand is ArrayExpression);
            leftSite = site;
        }

        var code = new ChainCode(first, steps);
        context.Suspect(chain, k => code.Mistake(k) is { } mistake ? $"{mistake}: this always fails" : null);
        return code;
    }

    private UnaryCode Unary(UnaryExpression unary)
    {
        var code = new UnaryCode(unary.Operator, Build(unary.Operand), context.SiteOf(unary), context.SiteOf(unary.Operand));
        context.Suspect(unary, k => code.Mistake(k) is { } mistake ? $"{mistake}: this always fails" : null);
        return code;
    }

    private Code Record(RecordExpression record)
    {
        var keys = new Code[record.Fields.Count];
        var values = new Code[record.Fields.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Build(record.Fields[i].Key);
            values[i] = Build(record.Fields[i].Value);
        }

        return new RecordCode(keys, values);
    }

    private Code Emit(EmitExpression emit)
    {
        if (context.Function is not null) throw BodyContext.Error(ErrorKind.InvalidEmit, context.SiteOf(emit), "A function cannot emit events");
        var value = emit.Value is null ? null : Build(emit.Value);
        return new EmitCode(value, emit.Port is null ? null : Build(emit.Port));
    }

    private Code Patch(PatchExpression patch)
    {
        var operations = new PatchOperationCode[patch.Operations.Count];
        for (var i = 0; i < operations.Length; i++)
        {
            var operation = patch.Operations[i];
            var name = operation.Name is null ? null : Build(operation.Name);
            var to = operation.To is null ? null : Build(operation.To);
            var value = operation.Value is null ? null : operation.Operator == PatchOperator.Default ? BuildPart(operation.Value) : Build(operation.Value);
            operations[i] = new PatchOperationCode(operation.Operator, name, to, value, context.SiteOf(operation.Span));
        }

        return new PatchCode(Build(patch.Target), operations, context.SiteOf(patch.Target));
    }
}
