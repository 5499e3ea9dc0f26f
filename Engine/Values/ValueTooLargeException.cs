namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// A walk over a value came by more parts than it may: a small value that refers to its parts many times over, such as an array of two equal
/// arrays of two equal arrays, is as large as what it stands for.
/// </summary>
public sealed class ValueTooLargeException() : Exception($"a value stands for more than {MaxParts} parts")
{
    /// <summary>How many parts a walk comes by before it gives up: each item and field is one, and each 16 bytes of text.</summary>
    public const long MaxParts = 32 << 20;
}
