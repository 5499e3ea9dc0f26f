namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>A part of a text, in UTF-16 units from its beginning; lines and columns are worked out only for what is shown.</summary>
internal readonly record struct TextSpan(int Start, int End);
