using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>The target of an assignment.</summary>
internal enum LetTarget
{
    Event,
    State,
    Meta,
    Local,
}

/// <summary><c>let name = value</c>, and the same of <c>event</c> and <c>state</c>.</summary>
/// <param name="site">The whole assignment.</param>
internal sealed class LetCode(LetTarget target, int slot, Code value, Site site) : Code
{
    public override Kinds Possible(SlotKinds slots) => value.Possible(slots);

    public override Value Eval(Machine m)
    {
        var result = value.Eval(m);
        if (m.Halt != Halt.None) return default;
        switch (target)
        {
            case LetTarget.Event:
                m.Event.Set(result);
                m.EventSite = site;
                break;
            case LetTarget.State:
                m.State.Set(result);
                m.StateSite = site;
                break;
            default:
                m[slot].Set(result);
                break;
        }

        return result;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder) => new LetCode(target, slot, folder.Fold(value), site);
}

/// <summary>An assignment that is always wrong: the value is computed, then it fails (spec: language 4.4).</summary>
/// <param name="segments">Those of the target: folded, never looked up.</param>
internal sealed class LetErrorCode(Code value, SegmentCode[] segments, ErrorKind kind, Site site, string message) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.None;

    public override Value Eval(Machine m)
    {
        value.Eval(m);
        return m.Halt == Halt.None ? m.Fail(kind, site, message, lines: 2) : default;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder)
    {
        var folded = System.Array.ConvertAll(segments, s => s.Fold(folder));
        return new LetErrorCode(folder.Fold(value), folded, kind, site, message);
    }
}

/// <summary><c>let $name = value</c>.</summary>
internal sealed class LetMetaCode(FieldSegmentCode field, Code value) : Code
{
    public override Kinds Possible(SlotKinds slots) => value.Possible(slots);

    public override Value Eval(Machine m)
    {
        var result = value.Eval(m);
        if (m.Halt != Halt.None) return default;
        if (!m.Meta.Value.IsRecord) return m.Conflict(field.Site, m.Meta.Value, "record");
        m.Meta.SetField(field.Name, result);
        return result;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder) => new LetMetaCode(field, folder.Fold(value));
}

/// <summary>
/// <c>let root.a.b = value</c>: walks the path, makes missing records, sets the last field. The records on the way are made anew, but the root
/// only by the first such assignment of a run; what was made before a later step fails stays.
/// </summary>
/// <param name="site">The whole assignment.</param>
internal sealed class LetPathCode(LetTarget target, LocalCode? local, SegmentCode[] segments, Code value, Site site) : Code
{
    public override Kinds Possible(SlotKinds slots) => value.Possible(slots);

    public override Value Eval(Machine m)
    {
        var result = value.Eval(m);
        if (m.Halt != Halt.None) return default;
        local?.Peek(m);
        if (m.Halt != Halt.None) return default;
        var root = PlaceOf(m).Value;
        if (NameOf(m, segments[0], root) is not { } name) return default;
        var isChanged = true;
        var field = segments.Length == 1 ? result : Descend(m, root, name, step: 1, result, out isChanged);
        if (isChanged)
        {
            PlaceOf(m).SetField(name, field);
            if (target == LetTarget.State) m.StateSite = site;
            else if (target == LetTarget.Event) m.EventSite = site;
        }

        return m.Halt == Halt.None ? result : default;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder)
    {
        var folded = System.Array.ConvertAll(segments, s => s.Fold(folder));
        return new LetPathCode(target, local, folded, folder.Fold(value), site);
    }

    private ref Variable PlaceOf(Machine m)
    {
        switch (target)
        {
            case LetTarget.Event:
                return ref m.Event;
            case LetTarget.State:
                return ref m.State;
            case LetTarget.Meta:
                return ref m.Meta;
            default:
                return ref m[local!.Slot];
        }
    }

    /// <summary>The field <paramref name="name"/> of a record on the way, with the rest of the path from <paramref name="step"/> on assigned in it.</summary>
    /// <param name="isChanged">False when nothing was changed before an error.</param>
    private Value Descend(Machine m, Value record, FieldName name, int step, Value result, out bool isChanged)
    {
        isChanged = !record.TryGetField(name.Utf8, out var inner);
        if (isChanged) inner = Value.EmptyRecord;
        if (NameOf(m, segments[step], inner) is not { } next) return inner;
        var isInnerChanged = true;
        var field = step == segments.Length - 1 ? result : Descend(m, inner, next, step + 1, result, out isInnerChanged);
        isChanged |= isInnerChanged;
        return isInnerChanged ? inner.With(next, field) : inner;
    }

    /// <summary>The name of the field that a step assigns; null with an error.</summary>
    private static FieldName? NameOf(Machine m, SegmentCode segment, Value container)
    {
        switch (segment)
        {
            case FieldSegmentCode field:
                if (container.IsRecord) return field.Name;
                m.Conflict(field.Site, container, "record");
                return null;
            case IndexSegmentCode { IsLiteral: false } index:
                var key = index.Index.Eval(m);
                if (m.Halt != Halt.None) return null;
                if (!key.IsString) m.Conflict(index.Site, key, "string");
                else if (!container.IsRecord) m.Conflict(index.Site, container, "record");
                else return new FieldName(key.Utf8.ToArray());
                return null;
            case IndexSegmentCode literal:
                m.Fail(ErrorKind.AssignIntoArray, literal.Site, "Elements of arrays cannot be assigned", "make a new array, with `for` for example");
                return null;
            default:
                m.Fail(ErrorKind.AssignIntoArray, ((RangeSegmentCode)segment).Site, "Ranges of arrays cannot be assigned", "make a new array, with `for` for example");
                return null;
        }
    }
}
