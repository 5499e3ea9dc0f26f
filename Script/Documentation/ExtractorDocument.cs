using System.Reflection;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Extractors;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>An extractor, as its class comment and its attributes describe it.</summary>
/// <param name="Text">Markdown.</param>
internal sealed record ExtractorDocument(string Name, string Text, IReadOnlyList<ExtractorExample> Examples)
{
    public static IReadOnlyList<ExtractorDocument> All { get; } = [.. ExtractorRegistry.Classes.Select(static e => Of(e.Name, e.Class))];

    private static ExtractorDocument Of(string name, Type type) => new(
        name,
        string.Join("\n\n", DocumentationReader.RemarkParagraphs(type).Prepend(DocumentationReader.Summary(type) ?? "")),
        [
            .. type.GetCustomAttributes<ExtractorExampleAttribute>().Select(
                a => new ExtractorExample($"{name}|{a.Argument}|", JsonText.ToString(Value.From(a.Input)), a.Result))]);
}

/// <param name="Literal">The extractor as it stands in a script.</param>
/// <param name="Input">A string literal.</param>
/// <param name="Result">What is extracted, as an expression; null for no match.</param>
internal sealed record ExtractorExample(string Literal, string Input, string? Result);
