using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>What an assignment changes.</summary>
internal enum LetTarget
{
    Event,
    State,
    Meta,
    Local,
}

/// <summary><c>let name = value</c>, and the same of <c>event</c> and <c>state</c>.</summary>
internal sealed class LetCode(LetTarget target, int slot, Code value) : Code
{
    public override Value Eval(Machine m)
    {
        var result = value.Eval(m);
        if (m.Halt != Halt.None) return default;
        switch (target)
        {
            case LetTarget.Event:
                m.Event = result;
                break;
            case LetTarget.State:
                m.State = result;
                m.IsStateChanged = true;
                break;
            default:
                m[slot].Set(result);
                break;
        }

        return result;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder) => new LetCode(target, slot, folder.Fold(value));
}

/// <summary>An assignment that is always wrong: the value is computed, then it fails (spec: language 4.4).</summary>
internal sealed class LetErrorCode(Code value, ErrorKind kind, Site site, string message) : Code
{
    public override Value Eval(Machine m)
    {
        value.Eval(m);
        return m.Halt == Halt.None ? m.Fail(kind, site, message, lines: 2) : default;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder) => new LetErrorCode(folder.Fold(value), kind, site, message);
}

/// <summary><c>let $name = value</c>.</summary>
internal sealed class LetMetaCode(FieldSegmentCode field, Code value) : Code
{
    public override Value Eval(Machine m)
    {
        var result = value.Eval(m);
        if (m.Halt != Halt.None) return default;
        if (!m.Meta.IsRecord) return m.Conflict(field.Source, m.Meta, "record");
        m.Meta = m.Meta.With(field.Name, result);
        return result;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder) => new LetMetaCode(field, folder.Fold(value));
}

/// <summary>
/// <c>let root.a.b = value</c>: walks the path, makes missing records, sets the last field. Values are immutable, so the records along the
/// path are made anew; what was made before a later step fails stays.
/// </summary>
internal sealed class LetPathCode(LetTarget target, LocalCode? local, SegmentCode[] segments, Code value) : Code
{
    public override Value Eval(Machine m)
    {
        var result = value.Eval(m);
        if (m.Halt != Halt.None) return default;
        var root = target switch
        {
            LetTarget.Event => m.Event,
            LetTarget.State => m.State,
            LetTarget.Meta => m.Meta,
            _ => local!.Eval(m),
        };
        if (m.Halt != Halt.None) return default;
        var changed = Assign(m, root, result, out var isChanged);
        if (!isChanged) return default;
        switch (target)
        {
            case LetTarget.Event:
                m.Event = changed;
                break;
            case LetTarget.State:
                m.State = changed;
                m.IsStateChanged = true;
                break;
            case LetTarget.Meta:
                m.Meta = changed;
                break;
            default:
                m[local!.Slot].Set(changed);
                break;
        }

        return m.Halt == Halt.None ? result : default;
    }

    public override void Run(Machine m) => Eval(m);

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(value);
        return new LetPathCode(target, local, System.Array.ConvertAll(segments, s => s.Fold(folder)), folded);
    }

    /// <param name="isChanged">False when nothing was changed before an error.</param>
    private Value Assign(Machine m, Value root, Value result, out bool isChanged)
    {
        if (segments is [FieldSegmentCode only])
        {
            isChanged = root.IsRecord;
            if (isChanged) return root.With(only.Name, result);
            m.Conflict(only.Source, root, "record");
            return root;
        }

        var containers = new Value[segments.Length];
        var names = new FieldName[segments.Length];
        var container = root;
        var created = -1;
        for (var i = 0; i < segments.Length; i++)
        {
            containers[i] = container;
            var name = NameOf(m, segments[i], container);
            if (name is null)
            {
                // The records made so far stay; the innermost of them is the container of the failed step.
                isChanged = created >= 0;
                return isChanged ? Rebuild(containers, names, i - 1, container) : root;
            }

            names[i] = name;
            if (i == segments.Length - 1) break;
            if (!container.TryGetField(name.Utf8, out container))
            {
                container = Value.EmptyRecord;
                created = i;
            }
        }

        isChanged = true;
        return Rebuild(containers, names, segments.Length - 1, result);
    }

    /// <summary>The root after the field at the end of the path got its value.</summary>
    private static Value Rebuild(Value[] containers, FieldName[] names, int last, Value value)
    {
        for (var i = last; i >= 0; i--) value = containers[i].With(names[i], value);
        return value;
    }

    /// <summary>The name of the field that a step assigns; null with an error.</summary>
    private static FieldName? NameOf(Machine m, SegmentCode segment, Value container)
    {
        switch (segment)
        {
            case FieldSegmentCode field:
                if (container.IsRecord) return field.Name;
                m.Conflict(field.Source, container, "record");
                return null;
            case IndexSegmentCode { IsLiteral: false } index:
                var key = index.Index.Eval(m);
                if (m.Halt != Halt.None) return null;
                if (!key.IsString) m.Conflict(index.Source, key, "string");
                else if (!container.IsRecord) m.Conflict(index.Source, container, "record");
                else return new FieldName(key.Utf8.ToArray());
                return null;
            case IndexSegmentCode literal:
                m.Fail(ErrorKind.AssignIntoArray, literal.Source, "Elements of arrays cannot be assigned", "make a new array, with `for` for example");
                return null;
            default:
                m.Fail(ErrorKind.AssignIntoArray, ((RangeSegmentCode)segment).Source, "Ranges of arrays cannot be assigned", "make a new array, with `for` for example");
                return null;
        }
    }
}
