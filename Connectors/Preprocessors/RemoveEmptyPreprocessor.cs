using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Preprocessors;

/// <summary>Drops pieces of no byte, such as blank lines.</summary>
/// <remarks>
/// <example><code>"preprocessors": ["separate", "remove-empty"]</code></example>
/// <para>(spec: connectors D.8)</para>
/// </remarks>
[Preprocessor("remove-empty")]
internal sealed class RemoveEmptyPreprocessor : IPreprocessor
{
    public TextUse Text => TextUse.Splits;

    public string? Process(in Piece piece, IPieceOutput output)
    {
        if (piece.Length > 0) output.Add(piece);
        return null;
    }

    public string? Finish(Piece? last, IPieceOutput output) => last is { } piece ? Process(piece, output) : null;
}
