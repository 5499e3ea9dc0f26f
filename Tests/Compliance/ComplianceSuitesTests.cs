using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Host.Loading;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>No component is registered without the suite of its kind.</summary>
public sealed class ComplianceSuitesTests
{
    [Fact]
    public async Task Every_component_of_the_program_has_the_suite_of_its_kind()
    {
        var tested = new HashSet<(ComponentKind, Type)>();
        foreach (var type in typeof(IComplianceSuite).Assembly.GetTypes().Where(static t => !t.IsAbstract && t.IsAssignableTo(typeof(IComplianceSuite))))
        {
            var suite = (IComplianceSuite)Activator.CreateInstance(type)!;
            tested.Add((suite.Kind, suite.Tested));
            if (suite is IAsyncLifetime asynchronous) await asynchronous.DisposeAsync();
            (suite as IDisposable)?.Dispose();
        }

        Assert.NotEmpty(Installation.Components.All);
        Assert.Empty(Installation.Components.All
            .Where(component => !tested.Contains((component.Kind, component.Implementation)))
            .Select(static component => $"{component.Kind} {component.Name} has no suite"));
    }
}
