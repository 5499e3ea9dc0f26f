using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Script.Printing.Flows;

/// <summary>A part of a definition has no form in the other language.</summary>
internal sealed class UnprintableException(Place place, string message) : Exception(message)
{
    /// <summary>The finding behind it; null where it is the first to say so.</summary>
    public Diagnostic? Finding { get; init; }

    public Diagnostic ToDiagnostic() => Finding is { } found
        ? found with { Pointer = place.Pointer }
        : new() { Severity = Severity.Error, Code = nameof(DefinitionErrorKind.Generic), Message = Message, Span = place.Span, Pointer = place.Pointer };
}
