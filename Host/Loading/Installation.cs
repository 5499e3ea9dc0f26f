using System.Reflection;
using Tremor.Dataflow.Engine.Components;

namespace Tremor.Dataflow.Host.Loading;

/// <summary>The components that this program brings along. The one place that knows all assemblies.</summary>
internal static class Installation
{
    private static readonly Lazy<ComponentRegistry> s_components = new(static () => ComponentRegistry.Discover(
        Assembly.Load("Tremor.Dataflow.Connectors"), Assembly.Load("Tremor.Dataflow.Operators")));

    public static ComponentRegistry Components => s_components.Value;
}
