namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>A definition that has an error of this kind: the reference prints it, and a test sees that it is that kind.</summary>
/// <param name="part">What of a document is given.</param>
/// <param name="json">That part; the rest around it has nothing wrong.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ProvokedByAttribute(DefinitionPart part, string json) : Attribute
{
    public DefinitionPart Part => part;

    public string Json => json;
}

/// <summary>A part of a document that can be shown without the rest.</summary>
internal enum DefinitionPart
{
    Document,
    Flow,
    Pipeline,
    Connector,
}
