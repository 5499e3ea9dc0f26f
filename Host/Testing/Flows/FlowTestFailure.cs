using Tremor.Dataflow.Engine.Definitions;

namespace Tremor.Dataflow.Host.Testing.Flows;

/// <summary>Something that is not as a test expects it.</summary>
/// <param name="Where">Such as <c>step 3, expect, port alerts, event 2 of 2</c>.</param>
/// <param name="Differences">By path, or one without a path.</param>
/// <param name="Lines">What else helps: the event that came, where from and when.</param>
internal sealed record FlowTestFailure(string Where, Place Place, IReadOnlyList<Difference> Differences, IReadOnlyList<string> Lines);
