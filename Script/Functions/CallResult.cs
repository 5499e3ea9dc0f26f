using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Script.Functions;

/// <summary>The outcome of a call of a native function: a value, or an error (spec: stdlib 1.5).</summary>
public readonly struct CallResult
{
    private static readonly UnsuitableArgument s_unsuitable = new(null, "");

    private readonly object? _error; // a reason, or which argument does not suit

    private CallResult(Value value, object? error)
    {
        Value = value;
        _error = error;
    }

    /// <summary>The value, where there is no error.</summary>
    public Value Value { get; }

    /// <summary>Why the call failed, where that is not the type of an argument; null when it went well.</summary>
    internal string? Error => _error as string;

    /// <summary>Whether the call failed.</summary>
    public bool IsError => _error is not null;

    /// <summary>An argument has the wrong type.</summary>
    public static CallResult BadType => new(default, s_unsuitable);

    /// <summary>This argument has the wrong type, or one of the right type that is not wanted.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="wanted">What is wanted, with its article.</param>
    public static CallResult BadArgument(int number, string wanted) => new(default, new UnsuitableArgument(number, wanted));

    internal bool IsBadType => _error is UnsuitableArgument;

    /// <summary>The argument that does not suit, from 1, and what is wanted; null where it is not said which.</summary>
    internal (int Number, string Wanted)? Unsuitable => _error is UnsuitableArgument { Number: { } number, Wanted: var wanted } ? (number, wanted) : null;

    /// <summary>The arguments have the right types and cannot be processed, for this reason.</summary>
    public static CallResult Fail(string reason) => new(default, reason);

    /// <summary>A call that went well.</summary>
    public static CallResult From(Value value) => new(value, null);

    /// <inheritdoc cref="From"/>
    public static implicit operator CallResult(Value value) => new(value, null);

    private sealed record UnsuitableArgument(int? Number, string Wanted);
}
