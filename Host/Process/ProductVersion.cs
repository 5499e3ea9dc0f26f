using System.Reflection;

namespace Tremor.Dataflow.Host.Process;

internal static class ProductVersion
{
    /// <summary>Such as <c>0.1.0</c>, without what a build puts behind it.</summary>
    public static string Text { get; } =
        (typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0")
        .Split('+')[0];
}
