using Tremor.Dataflow.Engine.Definitions;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>A test cannot go on: it asks for what is not there.</summary>
internal sealed class FlowTestException(string message, Place? place = null) : Exception(message)
{
    /// <summary>Where the test says so; null for the step at hand.</summary>
    public Place? Place => place;
}
