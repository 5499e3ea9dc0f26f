namespace Tremor.Dataflow.Host.Process;

/// <summary>Whether what people read is coloured.</summary>
internal enum ColourChoice
{
    /// <summary>On a terminal that can, unless <c>NO_COLOR</c> is set.</summary>
    Auto,

    Always,

    Never,
}
