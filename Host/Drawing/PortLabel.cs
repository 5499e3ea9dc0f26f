using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>The ports on an arrow's label: none for <c>out</c> to <c>in</c>.</summary>
internal static class PortLabel
{
    public static string Of(Port from, Port to) => (Out(from), In(to)) switch
    {
        ("", "") => "",
        (var name, "") => name,
        ("", var name) => "to " + name,
        var (a, b) => $"{a} to {b}",
    };

    /// <summary>The name of an output port, empty for <c>out</c>.</summary>
    public static string Out(Port port) => port.Equals(Port.Out) ? "" : port.Name;

    /// <summary>The name of an input port, empty for <c>in</c>.</summary>
    public static string In(Port port) => port.Equals(Port.In) ? "" : port.Name;
}
