using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>One clause of a <c>match</c>.</summary>
/// <param name="Slot">The slot of the pattern's name; -1 for none.</param>
/// <param name="GuardSite">What an error about a guard that is no bool underlines.</param>
internal sealed record ClauseCode(int Slot, PatternCode Pattern, Code? Guard, Site? GuardSite, Code Body)
{
    /// <summary>Whether pattern and guard hold; false also after an error.</summary>
    public bool Applies(Machine m, Value target)
    {
        if (Slot < 0)
        {
            if (!Pattern.Test(m, target)) return false;
        }
        else
        {
            // Inside the pattern the name is the new binding already, and empty.
            m[Slot].State = SlotState.Unset;
            if (!Pattern.Extract(m, target, out var bound)) return false;
            m[Slot].Set(bound);
        }

        return Guard is null || Guards.Holds(m, Guard, GuardSite!);
    }

    /// <summary>Folds everything but what is folded elsewhere.</summary>
    public ClauseCode Fold(Folder folder)
    {
        var pattern = Pattern.Fold(folder);
        var guard = folder.FoldOptional(Guard);
        return this with { Pattern = pattern, Guard = guard, Body = folder.Fold(Body) };
    }
}

internal static class Guards
{
    public static bool Holds(Machine m, Code guard, Site site)
    {
        var value = guard.Eval(m);
        if (m.Halt != Halt.None) return false;
        if (value.TryGetBool(out var holds)) return holds;
        m.Conflict(site, value, "bool");
        return false;
    }
}

/// <summary>A <c>match</c>: the first clause whose pattern and guard hold gives the value (spec: language 5).</summary>
internal sealed class MatchCode(Code target, ClauseCode[] clauses, Site site, int[] registers, bool isMutable) : Code
{
    /// <summary>For each clause that begins a run of constant strings: how to find the one that matches.</summary>
    private readonly TextSwitch?[]? _switches = TextSwitch.Runs(clauses);

    public override Value Eval(Machine m)
    {
        var clause = Find(m);
        return clause is null ? default : clause.Body.Eval(m);
    }

    public override void Run(Machine m)
    {
        if (!isMutable) return;
        Find(m)?.Body.Run(m);
    }

    public override Code Fold(Folder folder)
    {
        var folded = folder.Fold(target);
        var foldedClauses = System.Array.ConvertAll(clauses, c => c.Fold(folder));
        return new MatchCode(folded, foldedClauses, site, registers, isMutable);
    }

    private ClauseCode? Find(Machine m)
    {
        var value = target.Eval(m);
        if (m.Halt != Halt.None) return null;
        foreach (var register in registers) m[register].State = SlotState.Unset;
        for (var i = 0; i < clauses.Length; i++)
        {
            if (_switches?[i] is { } texts && value.Kind != ValueKind.Binary)
            {
                var hit = texts.Find(value);
                if (hit >= 0) return clauses[hit];
                i = texts.End - 1;
                continue;
            }

            var clause = clauses[i];
            if (clause.Applies(m, value)) return clause;
            if (m.Halt != Halt.None) return null;
        }

        m.Fail(ErrorKind.NoClauseHit, site, $"No clause of this match applies to {Excerpt(value)}", "add `case _ => ..` for everything else");
        return null;
    }

    private static string Excerpt(Value value) => value.Kind switch
    {
        ValueKind.Array or ValueKind.Record => $"the {Failures.TypeOf(value)}",
        ValueKind.String or ValueKind.Binary when value.Utf8.Length + value.Bytes.Length > 64 => $"the {Failures.TypeOf(value)}",
        _ => $"`{value}`",
    };
}

/// <summary>
/// A run of clauses, one behind the other, that compare with constant strings and have neither name nor guard: found by comparing a word
/// made of length and ends, all at once.
/// </summary>
internal sealed class TextSwitch
{
    private const int MinLength = 3;

    private readonly ulong[] _keys;
    private readonly byte[][] _texts;
    private readonly int _first;

    private TextSwitch(int first, byte[][] texts)
    {
        _first = first;
        _texts = texts;
        _keys = System.Array.ConvertAll(texts, static t => KeyOf(t));
    }

    /// <summary>One past the last clause of the run.</summary>
    public int End => _first + _texts.Length;

    public static TextSwitch?[]? Runs(ClauseCode[] clauses)
    {
        TextSwitch?[]? switches = null;
        for (var i = 0; i < clauses.Length; i++)
        {
            var texts = clauses.Skip(i)
                .TakeWhile(static c => c is { Slot: < 0, Guard: null, Pattern: LiteralPatternCode { Constant.IsString: true } })
                .Select(static c => ((LiteralPatternCode)c.Pattern).Constant.Utf8.ToArray())
                .ToArray();
            if (texts.Length < MinLength) continue;
            switches ??= new TextSwitch?[clauses.Length];
            switches[i] = new TextSwitch(i, texts);
            i += texts.Length;
        }

        return switches;
    }

    /// <summary>The first clause with that text; -1 for none.</summary>
    public int Find(Value value)
    {
        var text = value.Utf8;
        if (text.Length == 0 && !value.IsString) return -1;
        var key = KeyOf(text);
        var from = 0;
        while (true)
        {
            var at = _keys.AsSpan(from).IndexOf(key);
            if (at < 0) return -1;
            from += at;
            if (text.SequenceEqual(_texts[from])) return _first + from;
            from++;
        }
    }

    private static ulong KeyOf(ReadOnlySpan<byte> text)
    {
        ulong word;
        if (text.Length >= 8)
            word = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(text)
                ^ System.Numerics.BitOperations.RotateLeft(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]), 29);
        else
        {
            word = 0;
            foreach (var b in text) word = (word << 8) | b;
        }

        return word ^ ((ulong)text.Length << 56);
    }
}
