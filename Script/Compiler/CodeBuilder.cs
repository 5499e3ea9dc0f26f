using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>
/// From the tree of one body (a script, a function, a constant's value) to code: names become slots, calls their functions, extractors are
/// compiled, and everything that language 12.3 checks is checked, in the order of 12.7. Nothing is folded yet.
/// </summary>
internal sealed partial class CodeBuilder
{
    /// <summary>How many levels of nesting lie between two looks at the stack that is left.</summary>
    private const int GuardInterval = 32;

    private const string RecurNotLast = "`recur` must be the last thing that its function does";

    private readonly Compilation _compilation;
    private readonly NameScope _scope;
    private readonly SourceText _source;
    private readonly WarningSet? _warnings;
    private readonly FunctionBody? _function;
    private readonly Dictionary<string, int> _locals = [];

    /// <summary>Names bound by the clauses around, the innermost last.</summary>
    private readonly List<(string Name, int Slot)> _bound = [];

    /// <summary>The slots of bound names that something refers to.</summary>
    private readonly HashSet<int> _looked = [];

    private int _nesting;

    /// <param name="warnings">Null where nobody is to be warned: in modules.</param>
    /// <param name="function">The function whose body this is; null for a script.</param>
    public CodeBuilder(Compilation compilation, NameScope scope, SourceText source, WarningSet? warnings, FunctionBody? function = null)
    {
        _compilation = compilation;
        _scope = scope;
        _source = source;
        _warnings = warnings;
        _function = function;
    }

    /// <summary>What <c>args</c> is in a script, null where that is not known; functions have their own.</summary>
    public Value? Args { get; init; }

    /// <summary>Whether this is a clause of a <c>select</c>, which knows the aggregates by name.</summary>
    public bool IsSelect { get; init; }

    /// <summary>How many slots the body needs.</summary>
    public int FrameSize { get; private set; }

    /// <summary>The names that were used as variables.</summary>
    public IEnumerable<string> Locals => _locals.Keys;

    /// <summary>Whether a local variable was named that no clause around it binds.</summary>
    public bool HasLocals { get; private set; }

    /// <summary>Begins with the variables of another body, in the same slots.</summary>
    /// <param name="isSet">Whether a slot holds a value: names that have none are forgotten.</param>
    public void Continue(CodeBuilder before, Func<int, bool> isSet)
    {
        foreach (var (name, slot) in before._locals)
            if (isSet(slot)) _locals[name] = slot;
        FrameSize = before.FrameSize;
    }

    /// <summary>The code of an expression whose value is needed, outside of any tail position.</summary>
    public Code Build(Expression expression) => Build(expression, isTail: false);

    /// <summary>The code of the statements of a script.</summary>
    public Code BuildScript(IReadOnlyList<Code> statements) => statements switch
    {
        [] => new EmitCode(null, null),
        [var only] => only,
        _ => new BlockCode([.. statements]),
    };

    /// <summary>The code of a function.</summary>
    public Code BuildFunction(FnStatement function)
    {
        foreach (var parameter in function.Parameters) _locals[parameter.Name] = NewSlot();
        var code = function.Cases.Count == 0 ? Block(function.Body, isTail: true, isMutable: true) : Cases(function);
        _function!.FrameSize = FrameSize;
        return code;
    }

    /// <summary>The function that a call means.</summary>
    /// <exception cref="ScriptException">There is none.</exception>
    public FunctionSymbol Resolve(CallExpression call)
    {
        var site = new Site(_source, call.Span);
        if (call.Prefix is ["core", var group])
        {
            var native = Compilation.FindNative([group, call.Name], site);
            return new FunctionSymbol(native, null) { Warning = native.Warning };
        }

        var scope = _scope.Find(call.Prefix);
        if (scope is not null && scope.Functions.TryGetValue(call.Name, out var symbol)) return symbol;
        var name = string.Join("::", call.Prefix.Append(call.Name));
        string? hint;
        if (scope is not null) hint = NearestName.FindWithin(2, call.Name, scope.Functions.Keys);
        else hint = call.Prefix is ["object"] ? "record" : NearestName.FindWithin(2, call.Prefix[0], _scope.Modules.Keys);
        throw new ScriptException(new ScriptError(
            ErrorKind.MissingFunction, site, $"Call to undefined function {name}", hint is null ? scope is null ? "modules are made known by `use`" : null : $"Did you mean `{hint}`?", 3));
    }

    private int NewSlot() => FrameSize++;

    private Site SiteOf(SyntaxNode node) => new(_source, node.Span);

    private ScriptException Error(ErrorKind kind, Site site, string message, string? hint = null, int lines = -1) =>
        new(new ScriptError(kind, site, message, hint, lines));

    private Code Build(Expression expression, bool isTail)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Error(ErrorKind.ParserError, SiteOf(expression), "This nests too deep", lines: 2);
        _nesting++;
        var code = Dispatch(expression, isTail);
        _nesting--;
        return _nesting % GuardInterval == GuardInterval - 1 ? new GuardCode(code, SiteOf(expression)) : code;
    }

    private Code Dispatch(Expression expression, bool isTail) => expression switch
    {
        LiteralExpression literal => new ConstantCode(literal.Value),
        StringExpression text => Text(text),
        PathExpression path => Path(path),
        CallExpression call => Call(call),
        OperatorChain chain => Chain(chain),
        UnaryExpression unary => new UnaryCode(unary.Operator, Build(unary.Operand), SiteOf(unary), SiteOf(unary.Operand)),
        ArrayExpression array => new ArrayCode(BuildAll(array.Items)),
        RecordExpression record => Record(record),
        PresenceExpression presence => Presence(presence),
        MatchExpression match => Match(match, isTail),
        ForExpression loop => For(loop, isTail),
        LetExpression let => Let(let, isTail),
        EmitExpression emit => Emit(emit),
        DropExpression when _function is not null => throw Error(ErrorKind.InvalidDrop, SiteOf(expression), "A function cannot drop the event"),
        DropExpression => DropCode.Instance,
        PatchExpression patch => Patch(patch),
        MergeExpression merge => new MergeCode(Build(merge.Target), Build(merge.Change), SiteOf(merge), SiteOf(merge.Target), SiteOf(merge.Change)),
        RecurExpression recur => Recur(recur, isTail),
        BytesExpression bytes => Bytes(bytes),
        _ => throw new InvalidOperationException($"{expression.GetType()} has no code"),
    };

    private Code[] BuildAll(IReadOnlyList<Expression> expressions)
    {
        var codes = new Code[expressions.Count];
        for (var i = 0; i < codes.Length; i++) codes[i] = Build(expressions[i]);
        return codes;
    }

    private Code Block(IReadOnlyList<Expression> body, bool isTail, bool isMutable)
    {
        var codes = new Code[body.Count];
        for (var i = 0; i < codes.Length; i++) codes[i] = Build(body[i], isTail && i == codes.Length - 1);
        return codes.Length == 1 ? codes[0] : isMutable ? new BlockCode(codes) : new LastOfCode(codes);
    }

    private Code Text(StringExpression text)
    {
        if (text.Constant is { } constant) return new ConstantCode(Value.From(constant));
        return new StringCode([.. text.Parts.Select(p => p.Text is null ? Build(p.Value!) : new ConstantCode(Value.From(p.Text)))], SiteOf(text));
    }

    private Code Chain(OperatorChain chain)
    {
        var first = Build(chain.First);
        var leftSite = SiteOf(chain.First);
        var steps = new OperatorStepCode[chain.Steps.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var step = chain.Steps[i];
            var site = new Site(_source, chain.SpanUpTo(i));
            steps[i] = new OperatorStepCode(step.Operator, Build(step.Operand), site, leftSite, SiteOf(step.Operand), step.Operand is ArrayExpression);
            leftSite = site;
        }

        return new ChainCode(first, steps);
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

    private Code Call(CallExpression call)
    {
        if (IsSelect && call.Prefix is ["aggr", "stats" or "win"]) return Aggregate(call);
        var symbol = Resolve(call);
        var site = SiteOf(call);
        if (symbol.Warning is not null) _warnings?.Add(WarningClass.Performance, site, symbol.Warning);
        var arguments = BuildAll(call.Arguments);
        return symbol.Native is not null ? new NativeCallCode(symbol.Native, arguments, site) : new FunctionCallCode(symbol.Body!, arguments, site);
    }

    /// <summary>An aggregate where there is no window: its arity is checked first, as everywhere (spec: query 20.1).</summary>
    private Code Aggregate(CallExpression call)
    {
        var name = $"{call.Prefix[1]}::{call.Name}";
        if (FunctionRegistry.FindAggregate(name) is not { } aggregate)
            throw Error(ErrorKind.MissingFunction, SiteOf(call), $"Call to undefined function aggr::{name}", lines: 3);
        var (least, most) = (aggregate.Attribute.MinArity, aggregate.Attribute.MaxArity);
        if (call.Arguments.Count < least || call.Arguments.Count > most)
            throw Error(ErrorKind.BadArity, SiteOf(call), $"Bad arity for function {name}/{least}..={most} but was called with {call.Arguments.Count} arguments", lines: 2);
        throw Error(ErrorKind.Generic, SiteOf(call), "Aggregates need a window, and this select has none", "name a window behind the source: `from in[w]`", 2);
    }

    private Code Recur(RecurExpression recur, bool isTail)
    {
        var site = SiteOf(recur);
        if (_function is null) throw Error(ErrorKind.InvalidRecur, site, "`recur` stands only in functions");
        if (!isTail) throw Error(ErrorKind.InvalidRecur, site, RecurNotLast);
        var count = recur.Arguments.Count;
        if (_function.IsVariadic ? count > _function.Parameters : count != _function.Parameters)
            throw Error(ErrorKind.Generic, site, $"`{_function.Name}` takes {(_function.IsVariadic ? "at most " : "")}{_function.Parameters} arguments in `recur`, and here are {count}");
        return new RecurCode(_function, BuildAll(recur.Arguments));
    }

    /// <summary>
    /// What a <c>match</c> or <c>for</c> looks at. <c>recur</c> there, where a result is computed, is refused after everything else
    /// (spec: language 12.7 phase 5, 15.9).
    /// </summary>
    private Code Target(Expression target, bool isTail)
    {
        if (!isTail || target is not RecurExpression recur) return Build(target);
        Recur(recur, isTail: true);
        _compilation.RefuseLast(Error(ErrorKind.InvalidRecur, SiteOf(target), RecurNotLast));
        return ConstantCode.Null;
    }

    private Code Emit(EmitExpression emit)
    {
        if (_function is not null) throw Error(ErrorKind.InvalidEmit, SiteOf(emit), "A function cannot emit events");
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
            var value = operation.Value is null ? null : Build(operation.Value);
            operations[i] = new PatchOperationCode(operation.Operator, name, to, value, new Site(_source, operation.Span));
        }

        return new PatchCode(Build(patch.Target), operations, SiteOf(patch.Target));
    }

    private Code Bytes(BytesExpression bytes)
    {
        var parts = new BytesPartCode[bytes.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var part = bytes.Parts[i];
            var site = new Site(_source, part.Span);
            var value = Build(part.Value);
            BytesType? type = part.Type switch
            {
                null or "integer" or "unsigned" or "big" or "unsigned_integer" or "big_integer" or "big_unsigned_integer" => BytesType.Unsigned,
                "signed_integer" or "big_signed_integer" => BytesType.Signed,
                "little" or "little_integer" or "little_unsigned_integer" => BytesType.LittleUnsigned,
                "little_signed_integer" => BytesType.LittleSigned,
                "binary" => BytesType.Binary,
                _ => null,
            };
            if (type is null) throw Error(ErrorKind.Generic, site, $"`{part.Type}` is no type of a bytes part", "there are integer, unsigned, big, little, signed_integer, ... and binary");
            if (part.Size is 0 or > 64) throw Error(ErrorKind.Generic, site, $"A part has a size from 1 to 64, not {part.Size}");
            parts[i] = new BytesPartCode(value, type.Value, (int)(part.Size ?? (type == BytesType.Binary ? 0UL : 8UL)), site);
        }

        return new BytesCode(parts);
    }

    private Code For(ForExpression loop, bool isTail)
    {
        var target = Target(loop.Target, isTail && loop.IsMutable);
        var start = loop.Start is null ? null : Build(loop.Start);
        var clauses = new LoopClauseCode[loop.Clauses.Count];
        for (var i = 0; i < clauses.Length; i++)
        {
            var clause = loop.Clauses[i];
            var (key, value) = (Bind(clause.Key), Bind(clause.Value));
            var guard = clause.Guard is null ? null : Build(clause.Guard);
            var body = Block(clause.Body, isTail && loop.IsMutable && i == clauses.Length - 1, loop.IsMutable);
            Unbind(2);
            clauses[i] = new LoopClauseCode(
                _looked.Contains(key) ? key : -1, value, guard, clause.Guard is null ? null : SiteOf(clause.Guard), body, SiteOf(clause), SiteOf(clause.Body[^1]));
        }

        if (loop.Fold is not null) _warnings?.Add(WarningClass.General, SiteOf(loop), "`use` in `for` is experimental");
        return new ForCode(target, clauses, start, loop.Fold ?? BinaryOperator.Add, SiteOf(loop), loop.IsMutable, foldsStart: loop.IsMutable);
    }

    private int Bind(string name)
    {
        var slot = NewSlot();
        _bound.Add((name, slot));
        return slot;
    }

    private void Unbind(int count) => _bound.RemoveRange(_bound.Count - count, count);
}
