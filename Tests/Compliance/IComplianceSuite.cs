using Tremor.Dataflow.Engine.Components;

namespace Tremor.Dataflow.Tests.Compliance;

/// <summary>A suite that components of one kind inherit.</summary>
internal interface IComplianceSuite
{
    ComponentKind Kind { get; }

    /// <summary>The class of the component that the suite makes: what it tests, not what it says that it tests.</summary>
    Type Tested { get; }
}
