using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>One operation of a <c>patch</c>; what it does not need is null.</summary>
internal sealed record PatchOperationCode(PatchOperator Operator, Code? Name, Code? To, Code? Value, Site Site)
{
    /// <summary>The name, where it is constant.</summary>
    public FieldName? ConstantName { get; } = NameOf(Name);

    public FieldName? ConstantTo { get; } = NameOf(To);

    public PatchOperationCode Fold(Folder folder)
    {
        var name = folder.FoldOptional(Name);
        var to = folder.FoldOptional(To);
        return new PatchOperationCode(Operator, name, to, folder.FoldOptional(Value), Site);
    }

    private static FieldName? NameOf(Code? name) => name is { IsConstant: true } ? new FieldName(name.Constant.Utf8.ToArray()) : null;
}

/// <summary>
/// A <c>patch</c> (spec: language 7.2): first all names and values are computed, then the operations are applied to a copy, one after the other.
/// </summary>
internal sealed class PatchCode(Code target, PatchOperationCode[] operations, Site targetSite) : Code
{
    /// <summary>How many fields change at most, if nothing is merged: a field that moves is one that goes and one that comes.</summary>
    private readonly int _changes = operations.Length + operations.Count(static o => o.Operator == PatchOperator.Move);

    public override Kinds Possible(SlotKinds slots) => Kinds.Record;

    public override Value Eval(Machine m)
    {
        var record = target.Eval(m);
        if (m.Halt != Halt.None) return default;
        var room = default(StepRoom);
        var steps = operations.Length <= StepRoom.Length ? ((Span<Step>)room)[..operations.Length] : new Step[operations.Length];
        for (var i = 0; i < operations.Length; i++)
            if (!Prepare(m, operations[i], ref steps[i])) return default;
        if (!record.IsRecord) return m.Conflict(targetSite, record, "record");
        m.Fuel -= record.Count + WorkCost.Record;
        var builder = RecordBuilder.From(record, _changes);
        for (var i = 0; i < operations.Length; i++)
            if (!Apply(m, operations[i], steps[i], builder)) return default;
        return builder.Build();
    }

    public override Code Fold(Folder folder)
    {
        var folded = System.Array.ConvertAll(operations, o => o.Fold(folder));
        return new PatchCode(folder.Fold(target), folded, targetSite);
    }

    private static bool Prepare(Machine m, PatchOperationCode operation, ref Step step)
    {
        step.Name = operation.ConstantName ?? ComputeName(m, operation.Name);
        if (m.Halt != Halt.None) return false;
        step.To = operation.ConstantTo ?? ComputeName(m, operation.To);
        if (m.Halt != Halt.None) return false;
        if (operation.Value is null || operation.Operator == PatchOperator.Default) return true;
        step.Value = operation.Value.Eval(m);
        return m.Halt == Halt.None;
    }

    private static FieldName? ComputeName(Machine m, Code? name) => name is null ? null : new FieldName(name.Eval(m).Utf8.ToArray());

    private static bool Apply(Machine m, PatchOperationCode operation, in Step step, RecordBuilder record)
    {
        var name = step.Name!;
        switch (operation.Operator)
        {
            case PatchOperator.Insert:
                if (record.TryGet(name, out _)) return KeyExists(m, operation, name);
                record.Set(name, step.Value);
                return true;
            case PatchOperator.Update:
                if (!record.TryGet(name, out _))
                {
                    m.Fail(ErrorKind.UpdateKeyMissing, operation.Site, $"The field `{name}` is to be updated, and there is none", "`upsert` adds it where it is missing");
                    return false;
                }

                record.Set(name, step.Value);
                return true;
            case PatchOperator.Upsert:
                record.Set(name, step.Value);
                return true;
            case PatchOperator.Erase:
                record.Remove(name);
                return true;
            case PatchOperator.Move or PatchOperator.Copy:
                if (record.TryGet(step.To!, out _)) return KeyExists(m, operation, step.To!);
                if (!record.TryGet(name, out var moved)) return true;
                if (operation.Operator == PatchOperator.Move) record.Remove(name);
                record.Set(step.To!, moved);
                return true;
            case PatchOperator.Merge:
                return Merge(m, operation, step, record);
            default:
                return Default(m, operation, step, record);
        }
    }

    private static bool KeyExists(Machine m, PatchOperationCode operation, FieldName name)
    {
        m.Fail(
            ErrorKind.PatchKeyExists, operation.Site, $"There is a field `{name}` already",
            operation.Operator == PatchOperator.Insert ? "`upsert` replaces it" : null);
        return false;
    }

    private static bool Merge(Machine m, PatchOperationCode operation, in Step step, RecordBuilder record)
    {
        if (step.Name is { } name)
        {
            if (!record.TryGet(name, out var old)) record.Set(name, step.Value);
            else if (old.IsRecord && step.Value.IsRecord) record.Set(name, MergeCode.Merge(m, operation.Site, old, step.Value));
            else return Conflict(m, operation, old.IsRecord ? step.Value : old);
            return m.Halt == Halt.None;
        }

        if (!step.Value.IsRecord) return Conflict(m, operation, step.Value);
        foreach (var field in step.Value.Fields)
            record.Set(field.Name, record.TryGet(field.Name, out var old) ? MergeCode.Merge(m, operation.Site, old, field.Value) : field.Value);
        return m.Halt == Halt.None;
    }

    private static bool Conflict(Machine m, PatchOperationCode operation, Value found)
    {
        m.Fail(ErrorKind.MergeTypeConflict, operation.Site, $"Only records can be merged; here is a value of type {Failures.TypeOf(found)}");
        return false;
    }

    private static bool Default(Machine m, PatchOperationCode operation, in Step step, RecordBuilder record)
    {
        if (step.Name is { } name && record.TryGet(name, out _)) return true;
        var value = operation.Value!.Eval(m);
        if (m.Halt != Halt.None) return false;
        if (step.Name is not null)
        {
            record.Set(step.Name, value);
            return true;
        }

        if (!value.IsRecord)
        {
            m.Conflict(operation.Site, value, "record");
            return false;
        }

        foreach (var field in value.Fields)
        {
            if (!record.TryGet(field.Name, out var old)) record.Set(field.Name, field.Value);
            else if (old.IsRecord && field.Value.IsRecord) record.Set(field.Name, WithDefaults(m, operation.Site, old, field.Value));
        }

        return m.Halt == Halt.None;
    }

    /// <summary>The record with what it lacks, all the way down.</summary>
    private static Value WithDefaults(Machine m, Site site, Value record, Value defaults)
    {
        if ((m.Fuel -= record.Count + defaults.Count + WorkCost.Record) < 0) return m.Exhausted(site);
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var builder = RecordBuilder.From(record);
        foreach (var field in defaults.Fields)
        {
            if (!builder.TryGet(field.Name, out var old)) builder.Set(field.Name, field.Value);
            else if (old.IsRecord && field.Value.IsRecord) builder.Set(field.Name, WithDefaults(m, site, old, field.Value));
        }

        return builder.Build();
    }

    private struct Step
    {
        public FieldName? Name;
        public FieldName? To;
        public Value Value;
    }

    /// <summary>Room for the steps of one patch on the stack.</summary>
    [System.Runtime.CompilerServices.InlineArray(Length)]
    private struct StepRoom
    {
        public const int Length = 6;

        private Step _first;
    }
}

/// <summary><c>merge target of change end</c> (spec: language 7.1).</summary>
/// <param name="site">The whole expression.</param>
internal sealed class MergeCode(Code target, Code change, Site site, Site targetSite, Site changeSite) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.Record;

    /// <summary>The change laid over the target: records deeply, everything else replaced.</summary>
    /// <param name="site">What is underlined when that is too much work.</param>
    public static Value Merge(Machine m, Site site, Value target, Value change)
    {
        if (!target.IsRecord || !change.IsRecord) return change;
        if ((m.Fuel -= target.Count + change.Count + WorkCost.Record) < 0) return m.Exhausted(site);
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var builder = RecordBuilder.From(target);
        foreach (var field in change.Fields)
            builder.Set(field.Name, builder.TryGet(field.Name, out var old) ? Merge(m, site, old, field.Value) : field.Value);
        return builder.Build();
    }

    public override Value Eval(Machine m)
    {
        var left = target.Eval(m);
        if (m.Halt != Halt.None) return default;
        if (!left.IsRecord) return m.Conflict(targetSite, left, "record");
        var right = change.Eval(m);
        if (m.Halt != Halt.None) return default;
        return right.IsRecord ? Merge(m, site, left, right) : m.Conflict(changeSite, right, "record");
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(target);
        return new MergeCode(folded, folder.Fold(change), site, targetSite, changeSite);
    }
}
