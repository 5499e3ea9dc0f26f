using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>The host's part in loading a flow definition.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// Whether environment variables that are not set are no errors: what depends on them is left unchecked. The plans are then not to be run.
    /// </summary>
    public bool IgnoreMissingVariables { get; init; }

    /// <summary>Whether connectors of the debug class (<c>cb</c>, <c>bench</c>, <c>exit</c>) exist.</summary>
    public bool EnableDebugConnectors { get; init; }

    /// <summary>Answers <c>$secret</c>; null when none are configured.</summary>
    public ISecretProvider? Secrets { get; init; }

    /// <summary>Gets the secrets that the definition takes.</summary>
    public SecretRedactor Redactor { get; init; } = new();

    /// <summary>
    /// Told, with its path, when the file with the definition is a pipe or a device from which nothing has come for a second. Null: only regular files are read.
    /// </summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>Answers <c>$env</c>; null for a variable that is not set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Where modules that the document does not bring itself come from.</summary>
    public IModuleResolver? Modules { get; init; }

    /// <summary>Where relative paths of a document start that does not come from a file.</summary>
    public string? BaseDirectory { get; init; }

    /// <summary>Gets the files that are read, and knows those that were before: no connector may write them.</summary>
    public DefinitionFiles Files { get; init; } = new();

    /// <summary>Directories besides the document's own from which texts may be read.</summary>
    public IReadOnlyList<string> TextRoots { get; init; } = [];
}

/// <summary>Where secrets come from.</summary>
public interface ISecretProvider
{
    /// <summary>The secret; null when there is none of that name.</summary>
    /// <exception cref="NotUtf8Exception">There is one, and it is no text.</exception>
    /// <exception cref="IOException">There is one, and it cannot be read, which <see cref="UnauthorizedAccessException"/> may say as well.</exception>
    /// <param name="reference">Such as <c>elastic/indexer</c>; opaque to flow definitions.</param>
    string? Find(string reference);
}

/// <summary>Flow plans, or why there are none.</summary>
/// <param name="Plans">In the order of deployment; empty when anything is wrong.</param>
/// <param name="Diagnostics">Errors and warnings in the order of the document.</param>
/// <param name="Redactor">Knows the secrets that went into the plans.</param>
public sealed record LoadResult(IReadOnlyList<FlowPlan> Plans, IReadOnlyList<Diagnostic> Diagnostics, SecretRedactor Redactor)
{
    /// <summary>Whether there is no error among the findings.</summary>
    public bool IsValid => Diagnostics.All(static d => d.Severity != Severity.Error);
}

/// <summary>Definitions as they are written, or why there are none.</summary>
/// <param name="Document">Null when there is an error among the findings.</param>
/// <param name="Diagnostics">The findings, in the order of the text.</param>
public sealed record ExportResult(DefinitionDocument? Document, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A query that was loaded.</summary>
/// <param name="Plan">Null when there is an error among the findings.</param>
/// <param name="Diagnostics">The findings, in the order of the text.</param>
public sealed record QueryLoadResult(PipelinePlan? Plan, IReadOnlyList<Diagnostic> Diagnostics);
