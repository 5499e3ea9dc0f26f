namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>
/// Connects connectors and pipelines: <c>connect /connector/a/out to /pipeline/b/in</c>; in JSON <c>"connector/a/out -> pipeline/b/in"</c>, which
/// may go on with further arrows, or <c>{"from", "to"}</c>.
/// </summary>
/// <param name="Ends">Each is connected to the next one.</param>
public sealed record Connection(Parts<ConnectionEnd> Ends, Place Place);

/// <summary>One end of a connection.</summary>
/// <param name="Written">As it is written, for messages.</param>
/// <param name="Kind">Null where <paramref name="Written"/> is no end of a connection; the other parts are empty then.</param>
/// <param name="Alias">The instance.</param>
/// <param name="Port">Null for <c>out</c> in front of the arrow, <c>in</c> behind it.</param>
public sealed record ConnectionEnd(string Written, ConnectionEndKind? Kind, string Alias, string? Port, Place Place);

/// <summary>An end of a connection.</summary>
public enum ConnectionEndKind
{
    /// <summary>A connector.</summary>
    Connector,

    /// <summary>A pipeline.</summary>
    Pipeline,
}
