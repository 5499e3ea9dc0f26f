namespace Tremor.Dataflow.Host.Drawing;

/// <summary>How wide texts get, in pixels, in a wide sans serif font: a drawing is made without knowing the fonts of its reader.</summary>
internal static class TextWidth
{
    /// <summary>A box with a name of 13 pixels and a kind of 11 pixels height.</summary>
    public static double OfBox(string name, string kind) => Math.Max(72, 22 + Math.Max(name.Length * 8.5, kind.Length * 7.2));

    /// <summary>A port of a pipeline.</summary>
    public static double OfPill(string name) => 24 + name.Length * 8.5;

    /// <summary>A port written at a line.</summary>
    public static double OfLabel(string name) => name.Length * 7;
}
