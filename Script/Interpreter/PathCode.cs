using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>The root of a path, as errors about missing keys name it.</summary>
internal enum PathOrigin
{
    Local,
    Event,
    State,
    Global,
}

/// <summary>A path with at least one segment (spec: language 4.2).</summary>
internal sealed class PathCode(PathOrigin origin, Code root, SegmentCode[] segments) : Code
{
    public PathOrigin Origin => origin;

    public Code Root => root;

    public SegmentCode[] Segments => segments;

    public override Value Eval(Machine m)
    {
        // An index expression can assign nothing: the root stays what it is until the end of the path.
        var value = root.Peek(m);
        foreach (var segment in segments)
        {
            if (m.Halt != Halt.None) return default;
            value = segment.Get(m, value, origin);
        }

        return value;
    }

    /// <summary>Whether a look-up would succeed (spec: language 4.3).</summary>
    public bool IsPresent(Machine m)
    {
        Value value;
        if (root is LocalCode local)
        {
            ref var slot = ref m[local.Slot];
            if (slot.State != VariableState.Set) return false;
            value = slot.Value;
        }
        else value = root.Peek(m);

        foreach (var segment in segments)
        {
            if (m.Halt != Halt.None || !segment.TryGet(m, value, out value)) return false;
        }

        return m.Halt == Halt.None;
    }

    public override Code Fold(Folder folder)
    {
        var folded = FoldParts(folder, lookUp: true);
        if (folded.Root.IsConstant && folded.Segments.All(static s => s.IsConstant)) return folder.Evaluate(folded);
        return origin == PathOrigin.Event && folded.Segments is [FieldSegmentCode field]
            ? new EventFieldCode(folded, field)
            : folded;
    }

    /// <summary>Folds the index expressions; <paramref name="lookUp"/> also the root.</summary>
    public PathCode FoldParts(Folder folder, bool lookUp)
    {
        var newRoot = lookUp || !root.IsConstant ? folder.Fold(root) : root;
        return new PathCode(origin, newRoot, System.Array.ConvertAll(segments, s => s.Fold(folder)));
    }
}

/// <summary><c>event.name</c>, the most frequent path of all.</summary>
internal sealed class EventFieldCode(PathCode path, FieldSegmentCode field) : Code
{
    public PathCode Path => path;

    public override Value Eval(Machine m) =>
        m.Event.Value.TryGetField(field.Name, ref m.Cache(field.Cache), out var value) ? value : field.Get(m, m.Event.Value, PathOrigin.Event);

    public override Code Fold(Folder folder) => this;
}

/// <summary>One step of a path.</summary>
internal abstract class SegmentCode(Site site)
{
    /// <summary>The part of the source that errors about this step underline.</summary>
    public Site Site => site;

    public virtual bool IsConstant => true;

    /// <summary>The value one step further.</summary>
    public abstract Value Get(Machine m, Value container, PathOrigin origin);

    /// <summary>As <see cref="Get"/> for <c>present</c>: what is missing is false, what is wrong still an error.</summary>
    public abstract bool TryGet(Machine m, Value container, out Value value);

    public virtual SegmentCode Fold(Folder folder) => this;

    [MethodImpl(MethodImplOptions.NoInlining)]
    protected Value Missing(Machine m, Value record, string key, PathOrigin origin)
    {
        if (!record.IsRecord) return m.Conflict(site, record, "record");
        var (kind, where) = origin switch
        {
            PathOrigin.Event => (ErrorKind.BadAccessInEvent, "event"),
            PathOrigin.State => (ErrorKind.BadAccessInState, "state"),
            PathOrigin.Global => (ErrorKind.BadAccessInGlobal, "global"),
            _ => (ErrorKind.BadAccessInLocal, "local"),
        };
        return m.Fail(kind, site, Failures.MissingKey(where, key), origin == PathOrigin.State ? null : Failures.NearKey(key, Failures.KeysOf(record)));
    }

    /// <summary>The index as one into an array of any length; -1 with an error for what is none.</summary>
    protected static long ArrayIndex(Machine m, Site site, Value index)
    {
        if (index.TryGetUInt64(out var at)) return (long)Math.Min(at, long.MaxValue);
        if (index.TryGetInt64(out var negative)) m.Fail(ErrorKind.BadArrayIndex, site, $"The index {negative} is negative; arrays begin at 0");
        else m.Conflict(site, index, "integer");
        return -1;
    }
}

/// <summary><c>.name</c> or <c>["name"]</c>.</summary>
internal sealed class FieldSegmentCode(Site site, FieldName name, int cache) : SegmentCode(site)
{
    public FieldName Name => name;

    public int Cache => cache;

    public override Value Get(Machine m, Value container, PathOrigin origin) =>
        container.TryGetField(name, ref m.Cache(cache), out var value) ? value : Missing(m, container, name.Text, origin);

    public override bool TryGet(Machine m, Value container, out Value value) => container.TryGetField(name, ref m.Cache(cache), out value);
}

/// <summary><c>[i]</c>.</summary>
/// <param name="isLiteral">Whether the index is an integer literal.</param>
internal sealed class IndexSegmentCode(Site site, Site pathSite, Code index, bool isLiteral) : SegmentCode(site)
{
    public Code Index => index;

    public bool IsLiteral => isLiteral;

    public override bool IsConstant => index.IsConstant;

    public override Value Get(Machine m, Value container, PathOrigin origin)
    {
        var key = index.Eval(m);
        if (m.Halt != Halt.None) return default;
        if (container.IsArray)
        {
            var at = ArrayIndex(m, Site, key);
            if (at < 0) return default;
            return at < container.Count
                ? container[(int)at]
                : m.Fail(ErrorKind.ArrayOutOfRange, Site, $"The index {at} is beyond the end of an array of {container.Count} elements");
        }

        if (container.IsRecord)
        {
            if (key.IsString) return container.TryGetField(key.Utf8, out var value) ? value : Missing(m, container, key.AsText()!, origin);
            return isLiteral ? m.Conflict(Site, container, "array") : m.Conflict(Site, key, "string");
        }

        if (key.IsString) return m.Conflict(Site, container, "record");
        if (key.TryGetUInt64(out _)) return m.Conflict(Site, container, "array");
        return m.Fail(ErrorKind.Oops, pathSite, $"A value of type {Failures.TypeOf(key)} is no index, and a value of type {Failures.TypeOf(container)} has no elements");
    }

    public override bool TryGet(Machine m, Value container, out Value value)
    {
        value = default;
        var key = index.Eval(m);
        if (m.Halt != Halt.None) return false;
        if (container.IsRecord) return key.IsString && container.TryGetField(key.Utf8, out value);
        if (!container.IsArray) return false;
        var at = ArrayIndex(m, Site, key);
        if (at < 0 || at >= container.Count) return false;
        value = container[(int)at];
        return true;
    }

    public override SegmentCode Fold(Folder folder) => new IndexSegmentCode(Site, pathSite, folder.Fold(index), isLiteral);
}

/// <summary><c>[a:b]</c>.</summary>
internal sealed class RangeSegmentCode(Site site, Code from, Code to, Site fromSite, Site toSite) : SegmentCode(site)
{
    public override bool IsConstant => from.IsConstant && to.IsConstant;

    public override Value Get(Machine m, Value container, PathOrigin origin)
    {
        if (!container.IsArray) return m.Conflict(Site, container, "array");
        if (!Bounds(m, out var start, out var end)) return default;
        if (end > container.Count)
            return m.Fail(ErrorKind.ArrayOutOfRange, Site, $"The range {start}:{end} reaches beyond the end of an array of {container.Count} elements");
        return Slice(container, (int)start, (int)end);
    }

    public override bool TryGet(Machine m, Value container, out Value value)
    {
        value = default;
        if (!container.IsArray || !Bounds(m, out var start, out var end) || end > container.Count) return false;
        value = Slice(container, (int)start, (int)end);
        return true;
    }

    public override SegmentCode Fold(Folder folder)
    {
        var foldedFrom = folder.Fold(from);
        var foldedTo = folder.Fold(to);
        if (folder.IsStrict)
        {
            Check(foldedFrom, fromSite);
            Check(foldedTo, toSite);
        }

        var folded = new RangeSegmentCode(Site, foldedFrom, foldedTo, fromSite, toSite);
        if (folder.IsStrict && folded.IsConstant
            && foldedTo.Constant.TryGetUInt64(out var end) && foldedFrom.Constant.TryGetUInt64(out var start) && end < start)
            throw new ScriptException(new ScriptError(ErrorKind.DecreasingRange, Site, Decreasing((long)start, (long)end)));
        return folded;
    }

    /// <summary>Bounds that are known are whole numbers from 0.</summary>
    private static void Check(Code bound, Site site)
    {
        if (bound.IsConstant && !bound.Constant.TryGetUInt64(out _))
            throw new ScriptException(
                new ScriptError(
                    ErrorKind.TypeConflict, site,
                    $"Conflicting types: found {Failures.TypeOf(bound.Constant)}{(bound.Constant.IsNumber ? $" `{bound.Constant}`" : "")} but expected integer from 0 up"));
    }

    private bool Bounds(Machine m, out long start, out long end)
    {
        end = 0;
        var first = from.Eval(m);
        start = m.Halt == Halt.None ? ArrayIndex(m, fromSite, first) : -1;
        if (start < 0) return false;
        var last = to.Eval(m);
        end = m.Halt == Halt.None ? ArrayIndex(m, toSite, last) : -1;
        if (end < 0) return false;
        if (end < start) m.Fail(ErrorKind.DecreasingRange, Site, Decreasing(start, end));
        return end >= start;
    }

    private static string Decreasing(long start, long end) => $"The range {start}:{end} ends before it starts";

    private static Value Slice(Value array, int start, int end)
    {
        if (start == end) return Value.EmptyArray;
        var items = new Value[end - start];
        for (var i = 0; i < items.Length; i++) items[i] = array[start + i];
        return Value.FromArray(items);
    }
}

/// <summary><c>present path</c> and <c>absent path</c>.</summary>
internal sealed class PresenceCode(PathCode? path, Code root, bool isPresent) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.Bool;

    public override Value Eval(Machine m)
    {
        bool found;
        if (path is not null) found = path.IsPresent(m);
        else if (root is LocalCode local) found = m[local.Slot].State == VariableState.Set;
        else
        {
            root.Eval(m);
            found = true;
        }

        return m.Halt == Halt.None ? Value.From(found == isPresent) : default;
    }

    public override Code Fold(Folder folder) =>
        path is null ? this : new PresenceCode(path.FoldParts(folder, lookUp: false), root, isPresent);
}
