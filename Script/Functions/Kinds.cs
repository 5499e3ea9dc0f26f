using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>Kinds of values, of which any may be meant: what is known of a value before it is computed. None of them is a value that never comes to be.</summary>
[Flags]
internal enum Kinds : byte
{
    None = 0,
    Null = 1 << ValueKind.Null,
    Bool = 1 << ValueKind.Bool,
    Integer = 1 << ValueKind.Integer,
    Float = 1 << ValueKind.Float,
    String = 1 << ValueKind.String,
    Binary = 1 << ValueKind.Binary,
    Array = 1 << ValueKind.Array,
    Record = 1 << ValueKind.Record,

    Number = Integer | Float,
    Text = String | Binary,
    Any = 0xFF,
}

internal static class KindNames
{
    private static readonly (Kinds Kinds, string Name)[] s_names =
    [
        (Kinds.Number, "a number"), (Kinds.Integer, "an integer"), (Kinds.Float, "a float"), (Kinds.String, "a string"), (Kinds.Binary, "a binary"),
        (Kinds.Bool, "a bool"), (Kinds.Array, "an array"), (Kinds.Record, "a record"), (Kinds.Null, "null"),
    ];

    public static Kinds Of(ValueKind kind) => (Kinds)(1 << (int)kind);

    /// <summary>The kinds in words, such as <c>a number or a string</c>.</summary>
    public static string Describe(this Kinds kinds)
    {
        var words = new List<string>();
        foreach (var (named, name) in s_names)
        {
            if ((kinds & named) != named) continue;
            words.Add(name);
            kinds &= ~named;
        }

        return words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
    }
}
