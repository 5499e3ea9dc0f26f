namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>A definition that has an error of this kind: the reference prints it, and a test sees that it is that kind.</summary>
/// <param name="part">What of a document is given.</param>
/// <param name="text">That part; the rest around it has nothing wrong.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ProvokedByAttribute(DefinitionPart part, string text) : Attribute
{
    public DefinitionPart Part => part;

    public string Text => text;
}

/// <summary>A part of a document that can be shown without the rest.</summary>
internal enum DefinitionPart
{
    Document,
    Yaml,
    Flow,
    Pipeline,
    Connector,
}
