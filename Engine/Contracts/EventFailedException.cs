using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// An operator cannot use an event because of what the event holds or what the user asked for. What it found is logged; of every other exception, which is a
/// fault of the program, the stack trace as well.
/// </summary>
/// <param name="finding">What went wrong, and where.</param>
public class EventFailedException(Diagnostic finding) : Exception
{
    /// <summary>What went wrong, and where.</summary>
    public Diagnostic Finding => finding;

    /// <summary>The rendering of <see cref="Finding"/>, without the name of the file.</summary>
    public override string Message => DiagnosticRenderer.Render(finding);
}
