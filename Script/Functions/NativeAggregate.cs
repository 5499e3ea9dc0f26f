namespace Tremor.Dataflow.Script.Functions;

/// <summary>A registered aggregate.</summary>
internal sealed class NativeAggregate(Type type, AggregateAttribute attribute)
{
    public AggregateAttribute Attribute => attribute;

    public IAggregate Create() => (IAggregate)Activator.CreateInstance(type, nonPublic: true)!;
}
