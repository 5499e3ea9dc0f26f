namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// A name as it is written, quotes and back-ticks left out: of what is defined, or of what is meant, such as <c>module::pipeline</c>, a secret, or
/// a file.
/// </summary>
/// <param name="Place">In JSON the key where the name is one, else the string.</param>
public sealed record Name(string Text, Place Place)
{
    /// <summary>The text, for messages.</summary>
    public override string ToString() => Text;
}
