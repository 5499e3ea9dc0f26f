using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>A pattern. A false answer may also mean that the run has stopped with an error: the caller looks at <see cref="Machine.Halt"/>.</summary>
internal abstract class PatternCode
{
    /// <summary>Whether testing it can neither fail nor be noticed.</summary>
    public virtual bool IsPure => true;

    /// <summary>Whether the value matches.</summary>
    public abstract bool Test(Machine m, Value value);

    /// <summary>Whether the value matches, and what a name would be bound to.</summary>
    public abstract bool Extract(Machine m, Value value, out Value result);

    public abstract PatternCode Fold(Folder folder);
}

internal sealed class WildcardPatternCode : PatternCode
{
    public static readonly WildcardPatternCode Instance = new();

    public override bool Test(Machine m, Value value) => true;

    public override bool Extract(Machine m, Value value, out Value result)
    {
        result = value;
        return true;
    }

    public override PatternCode Fold(Folder folder) => this;
}

/// <summary>Compares with a value; what is bound is that value, not the target.</summary>
internal sealed class ValuePatternCode(Code value) : PatternCode
{
    public override bool IsPure => value.IsConstant;

    public Code Value => value;

    public override bool Test(Machine m, Value target) => Extract(m, target, out _);

    public override bool Extract(Machine m, Value target, out Value result)
    {
        result = value.Eval(m);
        return m.Halt == Halt.None && ValueEquality.AreEqual(target, result);
    }

    public override PatternCode Fold(Folder folder)
    {
        var folded = folder.Fold(value);
        return folded.IsConstant ? new LiteralPatternCode(folded.Constant) : new ValuePatternCode(folded);
    }
}

/// <summary>Compares with a constant.</summary>
internal sealed class LiteralPatternCode(Value constant) : PatternCode
{
    public Value Constant => constant;

    public override bool Test(Machine m, Value value) => ValueEquality.AreEqual(value, constant);

    public override bool Extract(Machine m, Value value, out Value result)
    {
        result = constant;
        return ValueEquality.AreEqual(value, constant);
    }

    public override PatternCode Fold(Folder folder) => this;
}

internal sealed class ExtractorPatternCode(IExtractor extractor) : PatternCode
{
    public override bool Test(Machine m, Value value)
    {
        m.Fuel -= value.TextLength >> 4;
        return value.IsString && extractor.Match(value.Utf8, m.Context);
    }

    public override bool Extract(Machine m, Value value, out Value result)
    {
        m.Fuel -= value.TextLength >> 4;
        result = default;
        return value.IsString && extractor.Extract(value.Utf8, m.Context, out result);
    }

    public override PatternCode Fold(Folder folder) => this;
}

/// <summary>A name within a name, which the grammar allows and nothing gives a meaning to: to reach it is an error, whatever it would match.</summary>
internal sealed class NestedNameCode(PatternCode inner, Site site) : PatternCode
{
    public override bool IsPure => false;

    public override bool Test(Machine m, Value value)
    {
        m.Fail(ErrorKind.Oops, site, "A pattern can have one name only: `a = b = ..` binds nothing");
        return false;
    }

    public override bool Extract(Machine m, Value value, out Value result)
    {
        result = default;
        return Test(m, value);
    }

    public override PatternCode Fold(Folder folder) => new NestedNameCode(inner.Fold(folder), site);
}

/// <summary>Each element pattern matches at least one element, wherever (spec: language 5.3).</summary>
internal sealed class ArrayPatternCode(PatternCode[] items) : PatternCode
{
    public override bool IsPure => items.All(static i => i.IsPure);

    public override bool Test(Machine m, Value value)
    {
        if (!value.IsArray) return false;
        foreach (var item in items)
        {
            var isHit = false;
            for (var i = 0; i < value.Count && !isHit; i++)
            {
                isHit = item.Test(m, value[i]);
                if (m.Halt != Halt.None) return false;
            }

            if (!isHit) return false;
        }

        return true;
    }

    public override bool Extract(Machine m, Value value, out Value result)
    {
        result = default;
        if (!value.IsArray) return false;
        var hits = new List<Value>();
        foreach (var item in items)
        {
            if (item is WildcardPatternCode)
            {
                if (value.Count == 0) return false;
                continue;
            }

            var before = hits.Count;
            for (var i = 0; i < value.Count; i++)
            {
                if (item.Extract(m, value[i], out var hit)) hits.Add(Value.FromArray([Value.From((long)i), hit]));
                if (m.Halt != Halt.None) return false;
            }

            if (hits.Count == before) return false;
        }

        result = Value.FromArray([.. hits]);
        return true;
    }

    public override PatternCode Fold(Folder folder) => new ArrayPatternCode(System.Array.ConvertAll(items, i => i.Fold(folder)));
}

/// <summary>Each element pattern matches the element at its place (spec: language 5.4).</summary>
internal sealed class TuplePatternCode(PatternCode[] items, bool isOpen) : PatternCode
{
    public PatternCode[] Items => items;

    public override bool IsPure => items.All(static i => i.IsPure);

    public override bool Test(Machine m, Value value)
    {
        if (!HasLength(value)) return false;
        for (var i = 0; i < items.Length; i++)
            if (!items[i].Test(m, value[i])) return false;
        return true;
    }

    public override bool Extract(Machine m, Value value, out Value result)
    {
        result = default;
        if (!HasLength(value)) return false;
        var hits = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
            if (!items[i].Extract(m, value[i], out hits[i])) return false;
        result = Value.FromArray(hits);
        return true;
    }

    public override PatternCode Fold(Folder folder) => new TuplePatternCode(System.Array.ConvertAll(items, i => i.Fold(folder)), isOpen);

    private bool HasLength(Value value) => value.IsArray && (isOpen ? value.Count >= items.Length : value.Count == items.Length);
}

/// <summary>Field tests (spec: language 5.2).</summary>
internal sealed class RecordPatternCode(FieldTestCode[] tests) : PatternCode
{
    /// <summary>Whether all tests could hold for what is no record; where one of them needs a field, that test says it.</summary>
    private readonly bool _looksAtKind = tests.All(static t => t is AbsentFieldCode);

    public FieldTestCode[] Tests => tests;

    public override bool IsPure => tests.All(static t => t.IsPure);

    public override bool Test(Machine m, Value value)
    {
        if (_looksAtKind && !value.IsRecord) return false;
        foreach (var test in tests)
            if (!test.Test(m, value)) return false;
        return true;
    }

    public override bool Extract(Machine m, Value value, out Value result)
    {
        result = default;
        if (!value.IsRecord) return false;
        RecordBuilder? found = null;
        foreach (var test in tests)
        {
            if (!test.Extract(m, value, out var hit, out var isAdded)) return false;
            if (isAdded) (found ??= new RecordBuilder()).Set(test.Field.Name, hit);
        }

        result = found?.Build() ?? Value.EmptyRecord;
        return true;
    }

    public override PatternCode Fold(Folder folder) => new RecordPatternCode(System.Array.ConvertAll(tests, t => t.Fold(folder)));
}

/// <summary>
/// Where a test finds its field. Tests of one field in clauses of one <c>match</c> share a register: the field is looked up once for a target.
/// </summary>
internal readonly record struct FieldAccess(FieldName Name, int Cache, int Register)
{
    public const int NoRegister = -1;

    public bool TryGet(Machine m, Value record, out Value value)
    {
        if (Register < 0) return record.TryGetField(Name, ref m.Cache(Cache), out value);
        ref var register = ref m[Register];
        if (register.State == VariableState.Unset) Load(m, record, ref register);
        value = register.Value;
        return register.State == VariableState.Set;
    }

    private void Load(Machine m, Value record, ref Variable register) =>
        register.State = record.TryGetField(Name, ref m.Cache(Cache), out register.Value) ? VariableState.Set : VariableState.Absent;
}

/// <summary>One test of a field.</summary>
internal abstract class FieldTestCode(FieldAccess access)
{
    public FieldAccess Field => access;

    /// <inheritdoc cref="PatternCode.IsPure"/>
    public virtual bool IsPure => true;

    /// <summary>The value that the field must equal, where that is constant.</summary>
    public virtual bool TryGetConstant(out Value constant)
    {
        constant = default;
        return false;
    }

    public abstract bool Test(Machine m, Value record);

    /// <param name="isAdded">Whether the field becomes part of what the pattern extracts.</param>
    public virtual bool Extract(Machine m, Value record, out Value value, out bool isAdded)
    {
        value = default;
        isAdded = false;
        return Test(m, record);
    }

    public virtual FieldTestCode Fold(Folder folder) => this;

    /// <summary>The same test with a register for its field.</summary>
    public abstract FieldTestCode With(FieldAccess access);
}

internal sealed class PresentFieldCode(FieldAccess field) : FieldTestCode(field)
{
    public override bool Test(Machine m, Value record) => Field.TryGet(m, record, out _);

    public override bool Extract(Machine m, Value record, out Value value, out bool isAdded)
    {
        isAdded = true;
        return Field.TryGet(m, record, out value);
    }

    public override FieldTestCode With(FieldAccess access) => new PresentFieldCode(access);
}

internal sealed class AbsentFieldCode(FieldAccess field) : FieldTestCode(field)
{
    public override bool Test(Machine m, Value record) => !Field.TryGet(m, record, out _);

    public override FieldTestCode With(FieldAccess access) => new AbsentFieldCode(access);
}

/// <summary>A field compared with a value.</summary>
/// <param name="site">The whole <c>match</c>: what an error about types without an order underlines.</param>
internal sealed class CompareFieldCode(FieldAccess field, BinaryOperator op, Code value, Site site) : FieldTestCode(field)
{
    public override bool IsPure => value.IsConstant && op is (BinaryOperator.Equal or BinaryOperator.NotEqual);

    public override bool TryGetConstant(out Value constant)
    {
        constant = value.Constant;
        return value.IsConstant && op == BinaryOperator.Equal;
    }

    public override bool Test(Machine m, Value record)
    {
        if (!Field.TryGet(m, record, out var found)) return false;
        var wanted = value.Eval(m);
        if (m.Halt != Halt.None) return false;
        if (op == BinaryOperator.Equal) return ValueEquality.AreEqual(found, wanted);
        if (op == BinaryOperator.NotEqual) return !ValueEquality.AreEqual(found, wanted);
        if (Arithmetic.TryCompare(op, found, wanted, out var holds)) return holds;
        m.Fail(ErrorKind.InvalidBinary, site, Operators.Message(ErrorKind.InvalidBinary, op, found, wanted) + $", in the test of `{Field.Name}`");
        return false;
    }

    public override FieldTestCode Fold(Folder folder)
    {
        var folded = folder.Fold(value);
        return op == BinaryOperator.Equal && folded.IsConstant && folded.Constant.IsString
            ? new TextFieldCode(Field, folded.Constant)
            : new CompareFieldCode(Field, op, folded, site);
    }

    public override FieldTestCode With(FieldAccess access) => new CompareFieldCode(access, op, value, site);
}

/// <summary>A field that equals a constant string.</summary>
internal sealed class TextFieldCode(FieldAccess field, Value text) : FieldTestCode(field)
{
    private readonly byte[] _utf8 = text.Utf8.ToArray();

    public override bool TryGetConstant(out Value constant)
    {
        constant = text;
        return true;
    }

    public override bool Test(Machine m, Value record)
    {
        if (!Field.TryGet(m, record, out var found)) return false;
        var utf8 = found.Utf8;
        // An empty span may also be a binary, which equals a string of the same bytes.
        return utf8.Length > 0 ? utf8.SequenceEqual(_utf8) : ValueEquality.AreEqual(found, text);
    }

    public override FieldTestCode With(FieldAccess access) => new TextFieldCode(access, text);
}

/// <summary>A field against an extractor or a nested pattern.</summary>
internal sealed class NestedFieldCode(FieldAccess field, PatternCode pattern) : FieldTestCode(field)
{
    public override bool IsPure => pattern.IsPure;

    public override bool Test(Machine m, Value record) => Field.TryGet(m, record, out var found) && pattern.Test(m, found);

    public override bool Extract(Machine m, Value record, out Value value, out bool isAdded)
    {
        isAdded = true;
        if (Field.TryGet(m, record, out var found)) return pattern.Extract(m, found, out value);
        value = default;
        return false;
    }

    public override FieldTestCode Fold(Folder folder) => new NestedFieldCode(Field, pattern.Fold(folder));

    public override FieldTestCode With(FieldAccess access) => new NestedFieldCode(access, pattern);
}
