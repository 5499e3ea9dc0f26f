using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>The outcome of a call of a native function: a value, or an error (spec: stdlib 1.5).</summary>
public readonly struct CallResult
{
    private static readonly string s_badType = new("bad type");

    private CallResult(Value value, string? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value, where there is no error.</summary>
    public Value Value { get; }

    /// <summary>Null when the call went well.</summary>
    internal string? Error { get; }

    /// <summary>Whether the call failed.</summary>
    public bool IsError => Error is not null;

    /// <summary>An argument has the wrong type.</summary>
    public static CallResult BadType => new(default, s_badType);

    internal bool IsBadType => ReferenceEquals(Error, s_badType);

    /// <summary>The arguments have the right types and cannot be processed, for this reason.</summary>
    public static CallResult Fail(string reason) => new(default, reason);

    /// <summary>A call that went well.</summary>
    public static CallResult From(Value value) => new(value, null);

    /// <inheritdoc cref="From"/>
    public static implicit operator CallResult(Value value) => new(value, null);
}
