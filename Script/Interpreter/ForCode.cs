using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>One clause of a <c>for</c>.</summary>
/// <param name="KeySlot">-1 where nobody looks at the key.</param>
/// <param name="Site">Key and value: what an error of a numeric fold underlines.</param>
/// <param name="LastSite">The last body expression.</param>
internal sealed record LoopClauseCode(int KeySlot, int ValueSlot, Code? Guard, Site? GuardSite, Code Body, Site Site, Site LastSite);

/// <summary>A <c>for</c> (spec: language 6).</summary>
/// <param name="site">The whole <c>for</c>.</param>
/// <param name="start">The value behind <c>into</c>; null for an empty array.</param>
/// <param name="foldsStart">Whether the start value is folded: not in an immutable <c>for</c>.</param>
internal sealed class ForCode(Code target, LoopClauseCode[] clauses, Code? start, BinaryOperator op, Site site, bool isMutable, bool foldsStart) : Code
{
    public override Kinds Possible(SlotKinds slots)
    {
        var first = start?.Possible(slots) ?? Kinds.Array;
        return (first & ~(Kinds.Array | Kinds.Record)) == 0 ? first : Kinds.Any;
    }

    public override Value Eval(Machine m)
    {
        var collection = target.Eval(m);
        if (m.Halt != Halt.None) return default;
        var first = Value.EmptyArray;
        if (start is not null)
        {
            first = start.Eval(m);
            if (m.Halt != Halt.None) return default;
        }

        var fold = new Accumulator(first, op, collection.Count);
        Loop(m, collection, ref fold, isNeeded: true);
        return m.Halt == Halt.None ? fold.Result() : default;
    }

    public override void Run(Machine m)
    {
        if (!isMutable) return;
        var collection = target.Eval(m);
        if (m.Halt != Halt.None) return;
        var nothing = default(Accumulator);
        Loop(m, collection, ref nothing, isNeeded: false);
    }

    public override Code Fold(Folder folder)
    {
        var foldedClauses = System.Array.ConvertAll(clauses, c =>
        {
            var guard = folder.FoldOptional(c.Guard);
            return c with { Guard = guard, Body = folder.Fold(c.Body) };
        });
        var foldedTarget = folder.Fold(target);
        var foldedStart = foldsStart ? folder.FoldOptional(start) : start;
        return new ForCode(foldedTarget, foldedClauses, foldedStart, op, site, isMutable, foldsStart);
    }

    private void Loop(Machine m, Value collection, ref Accumulator fold, bool isNeeded)
    {
        m.Fuel -= WorkCost.Container;
        if (collection.IsArray)
        {
            var count = collection.Count;
            for (var i = 0; i < count; i++)
                if (!Item(m, Value.From((long)i), collection[i], ref fold, isNeeded)) return;
        }
        else if (collection.IsRecord)
        {
            foreach (var field in collection.Fields)
                if (!Item(m, field.NameValue, field.Value, ref fold, isNeeded)) return;
        }
    }

    /// <returns>Whether the loop goes on.</returns>
    private bool Item(Machine m, Value key, Value value, ref Accumulator fold, bool isNeeded)
    {
        if (--m.Fuel < 0)
        {
            m.Exhausted(site);
            return false;
        }

        foreach (var clause in clauses)
        {
            if (clause.KeySlot >= 0) m[clause.KeySlot].Set(key);
            m[clause.ValueSlot].Set(value);
            if (clause.Guard is not null && !Guards.Holds(m, clause.Guard, clause.GuardSite!))
            {
                if (m.Halt != Halt.None) return false;
                continue;
            }

            if (!isNeeded)
            {
                clause.Body.Run(m);
                return m.Halt == Halt.None;
            }

            var result = clause.Body.Eval(m);
            return m.Halt == Halt.None && fold.Add(m, result, clause) && !fold.IsDecided;
        }

        return true;
    }

    /// <summary>The accumulator that the values of the bodies are combined into (spec: language 6.1).</summary>
    private struct Accumulator(Value start, BinaryOperator op, int capacity)
    {
        private readonly Folding _folding = start.Kind switch
        {
            ValueKind.Array => Folding.Array,
            ValueKind.Record => Folding.Record,
            _ => op <= BinaryOperator.And ? Folding.Logic : Folding.Number,
        };

        private Value _value = start;
        private Value[]? _items;
        private int _count;
        private RecordBuilder? _fields;

        /// <summary>Whether no further item can change the result.</summary>
        public readonly bool IsDecided =>
            _folding == Folding.Logic && op != BinaryOperator.Xor && _value.TryGetBool(out var value) && value == (op == BinaryOperator.Or);

        public bool Add(Machine m, Value item, LoopClauseCode clause)
        {
            if (_folding == Folding.Number) return Number(m, item, clause);
            if (_folding == Folding.Logic) return Logic(m, item, clause);
            if (op != BinaryOperator.Add)
            {
                m.Fail(ErrorKind.Generic, clause.LastSite, $"`{Operators.Text(op)}` cannot fold into a start value of type {Failures.TypeOf(_value)}");
                return false;
            }

            if (_folding == Folding.Record) return Insert(m, item, clause);
            Append(item);
            return true;
        }

        public Value Result()
        {
            if (_fields is not null) return _fields.Build();
            if (_items is null) return _value;
            if (_items.Length != _count) System.Array.Resize(ref _items, _count);
            return Value.FromArray(_items);
        }

        private void Append(Value item)
        {
            if (_items is null)
            {
                // Room for all: each round appends at most one.
                _items = new Value[_value.Count + capacity];
                foreach (var old in _value.Items) _items[_count++] = old;
            }

            _items[_count++] = item;
        }

        private bool Insert(Machine m, Value item, LoopClauseCode clause)
        {
            if (!item.IsRecord)
            {
                m.Fail(ErrorKind.TypeError, clause.LastSite, $"Only records can be folded into a record; this is of type {Failures.TypeOf(item)}");
                return false;
            }

            _fields ??= RecordBuilder.From(_value);
            foreach (var field in item.Fields) _fields.Set(field.Name, field.Value);
            return true;
        }

        private bool Number(Machine m, Value item, LoopClauseCode clause)
        {
            ErrorKind? failure = null;
            if (op != BinaryOperator.Add || !Arithmetic.TryAdd(_value, item, out var result)) failure = Arithmetic.Numeric(op, _value, item, out result);
            if (failure is not { } error)
            {
                _value = result;
                return true;
            }

            m.Fail(error, clause.Site, Operators.Message(error, op, _value, item));
            return false;
        }

        private bool Logic(Machine m, Value item, LoopClauseCode clause)
        {
            if (!_value.TryGetBool(out var a) || !item.TryGetBool(out var b))
            {
                m.Fail(ErrorKind.InvalidBinaryBoolean, clause.LastSite, $"`{Operators.Text(op)}` takes two bools, and here are {Failures.TypeOf(_value)} and {Failures.TypeOf(item)}");
                return false;
            }

            _value = Value.From(op switch { BinaryOperator.Or => a | b, BinaryOperator.And => a & b, _ => a ^ b });
            return true;
        }
    }

    /// <summary>The way of combining values that follows from the start value.</summary>
    private enum Folding : byte
    {
        Number,
        Logic,
        Array,
        Record,
    }
}
