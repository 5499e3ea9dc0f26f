namespace Tremor.Dataflow.Script.Documentation;

/// <summary>The documentation of a module, or of a script that nobody imports.</summary>
/// <param name="Path">Such as <c>std::string</c>; of a script its file's name.</param>
/// <param name="Text">Its <c>###</c> comment.</param>
/// <param name="Members">Paths of the modules that are reached through it and lie below it.</param>
/// <param name="IsImportable">False for a script: it holds more than definitions.</param>
internal sealed record ModuleDocument(
    string Path,
    string Text,
    IReadOnlyList<FunctionDocument> Functions,
    IReadOnlyList<ConstantDocument> Constants,
    IReadOnlyList<string> Members,
    bool IsImportable)
{
    /// <summary>What it defines for queries and flows, in order.</summary>
    public IReadOnlyList<DefinedDocument> Definitions { get; init; } = [];
}

/// <summary>A window, operator, script, pipeline, connector or flow that is defined.</summary>
/// <param name="Kind">The word of the language for it.</param>
/// <param name="Code">How its definition begins, with its arguments.</param>
/// <param name="Text">Markdown.</param>
internal sealed record DefinedDocument(string Kind, string Name, string Code, string Text);

/// <summary>A function, built-in, aggregate or written in the language.</summary>
/// <param name="Name">Without its module.</param>
/// <param name="Signatures">How it is called, module included: one for each number of arguments that it takes.</param>
/// <param name="Text">Markdown, without the examples.</param>
/// <param name="Warning">The warning that each call draws; null for none.</param>
/// <param name="IsConstant">Whether a call with constant arguments is evaluated when the script is compiled.</param>
internal sealed record FunctionDocument(
    string Name, IReadOnlyList<string> Signatures, string Text, IReadOnlyList<ExampleDocument> Examples, string? Warning, bool IsConstant);

/// <param name="Value">The expression that defines it.</param>
internal sealed record ConstantDocument(string Name, string Value, string Text);

/// <param name="Code">An expression.</param>
/// <param name="Result">An expression that is equal to it.</param>
internal sealed record ExampleDocument(string Code, string Result);
