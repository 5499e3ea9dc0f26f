using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>The slots of one body, and the names that stand for them: variables of the whole body, and what clauses bind for themselves.</summary>
internal sealed class BodyVariables
{
    private readonly Dictionary<string, int> _locals = [];

    /// <summary>Names bound by the clauses around, the innermost last.</summary>
    private readonly List<(string Name, int Slot)> _bound = [];

    /// <summary>The slots of bound names that something refers to.</summary>
    private readonly HashSet<int> _looked = [];

    /// <summary>The slots of locals that are assigned somewhere, and of parameters.</summary>
    private readonly HashSet<int> _assigned = [];

    /// <summary>The slots of parameters that the body gives a value or asks for one.</summary>
    private readonly HashSet<int> _optional = [];

    /// <summary>The slots of locals that nothing but the body's own assignments fills.</summary>
    private readonly HashSet<int> _own = [];

    /// <summary>Where each slot is read first.</summary>
    private readonly Dictionary<int, PathExpression> _read = [];

    /// <summary>The slots that are read whenever the part at hand runs, the body or a <see cref="Part"/> of it.</summary>
    private HashSet<int> _always = [];

    /// <summary>How many slots the body needs.</summary>
    public int FrameSize { get; private set; }

    /// <summary>The names that were used as variables; later ones too.</summary>
    public IEnumerable<string> Names => _locals.Keys;

    /// <summary>Whether a local variable was named that no clause around it binds.</summary>
    public bool HasLocals { get; private set; }

    /// <summary>Begins with the variables of another body, in the same slots.</summary>
    /// <param name="isSet">Whether a slot holds a value: names that have none are forgotten.</param>
    public void Continue(BodyVariables before, Func<int, bool> isSet)
    {
        foreach (var (name, slot) in before._locals)
            if (isSet(slot)) _locals[name] = slot;
        FrameSize = before.FrameSize;
    }

    /// <summary>The first of some new slots.</summary>
    public int NewSlots(int count)
    {
        var first = FrameSize;
        FrameSize += count;
        return first;
    }

    public int NewSlot() => NewSlots(1);

    /// <summary>Gives a parameter the next slot.</summary>
    public void Declare(string parameter) => MarkAssigned(_locals[parameter] = NewSlot());

    /// <summary>Notes that a value is given to what is in a slot, whenever that is.</summary>
    public void MarkAssigned(int slot)
    {
        if (!_assigned.Add(slot)) _optional.Add(slot);
    }

    /// <summary>Notes that it is asked whether there is a value in a slot.</summary>
    public void MarkTested(int slot) => _optional.Add(slot);

    /// <summary>The slots of variables that nothing but assignments of the body fills.</summary>
    public IReadOnlyCollection<int> Own => _own;

    /// <summary>Whether the body needs the parameter in a slot: it is read on every way through it, and nothing else gives it a value or asks whether it has one.</summary>
    public bool IsNeeded(int slot) => _always.Contains(slot) && !_optional.Contains(slot);

    /// <summary>Notes a place that needs the value of a name.</summary>
    public void MarkRead(int slot, PathExpression path)
    {
        _read.TryAdd(slot, path);
        _always.Add(slot);
    }

    /// <summary>What is built until this is disposed of need not run when what is around it does.</summary>
    public Part BeginPart() => new(this);

    /// <summary>Notes that one of some parts runs: what all of them read is read.</summary>
    public void OneRuns(IEnumerable<Part> parts)
    {
        if (parts.Select(static p => p.Read).Aggregate(static (common, read) => [.. common.Intersect(read)]) is { } all) _always.UnionWith(all);
    }

    /// <summary>The first places that need locals which nothing in the body assigns.</summary>
    public IEnumerable<PathExpression> Unassigned() => _locals.Values.Where(s => !_assigned.Contains(s)).Select(s => _read.GetValueOrDefault(s)).OfType<PathExpression>();

    /// <summary>The names of locals that are assigned somewhere.</summary>
    public IEnumerable<string> Assigned() => _locals.Where(l => _assigned.Contains(l.Value)).Select(static l => l.Key);

    /// <summary>The slot that a name means here; a new one for a name that is not known yet.</summary>
    public int SlotOf(string name)
    {
        for (var i = _bound.Count - 1; i >= 0; i--)
        {
            if (_bound[i].Name != name) continue;
            _looked.Add(_bound[i].Slot);
            return _bound[i].Slot;
        }

        HasLocals = true;
        if (_locals.TryGetValue(name, out var slot)) return slot;
        _locals.Add(name, slot = NewSlot());
        _own.Add(slot);
        return slot;
    }

    /// <summary>Binds a name for one clause, until <see cref="Unbind"/>.</summary>
    /// <returns>Its slot.</returns>
    public int Bind(string name)
    {
        var slot = NewSlot();
        _bound.Add((name, slot));
        return slot;
    }

    public void Unbind(int count) => _bound.RemoveRange(_bound.Count - count, count);

    /// <summary>Whether anything refers to a bound name.</summary>
    public bool IsUsed(int slot) => _looked.Contains(slot);

    /// <summary>See <see cref="BeginPart"/>.</summary>
    public sealed class Part : IDisposable
    {
        private readonly BodyVariables _of;
        private readonly HashSet<int> _around;

        internal Part(BodyVariables of) => ((_of, _around), of._always) = ((of, of._always), Read);

        /// <summary>The slots that are read whenever it runs.</summary>
        public HashSet<int> Read { get; } = [];

        public void Dispose() => _of._always = _around;
    }
}
