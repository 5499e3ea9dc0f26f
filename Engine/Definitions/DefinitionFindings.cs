using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>The findings about a definition while it is loaded, each with its place, none twice.</summary>
internal sealed class DefinitionFindings
{
    private const string WarningClass = "general";

    private readonly List<(int Order, Diagnostic Finding)> _found = [];
    private readonly HashSet<(string, string, SourceSpan?)> _known = [];

    /// <summary>In the order of the document.</summary>
    public IReadOnlyList<Diagnostic> InOrder => [.. _found.OrderBy(static f => f.Order).Select(static f => f.Finding)];

    public int ErrorCount { get; private set; }

    /// <summary>Whether another error is worth the search for what was meant: of thousands, people see only the first.</summary>
    private bool AreFew => ErrorCount < 200;

    /// <param name="order">The order of its place in the document.</param>
    public void Add(Diagnostic finding, int order)
    {
        if (!_known.Add((finding.Code, finding.Message, finding.Span))) return;
        _found.Add((order, finding));
        if (finding.Severity == Severity.Error) ErrorCount++;
    }

    public void Error(Place place, DefinitionErrorKind kind, string message, string? hint = null) => Add(Severity.Error, kind.ToString(), place, message, hint);

    public void Warning(Place place, string message, string? hint = null) => Add(Severity.Warning, WarningClass, place, message, hint);

    public bool HasError(DefinitionErrorKind kind) => _found.Exists(f => f.Finding.Severity == Severity.Error && f.Finding.Code == kind.ToString());

    /// <inheritdoc cref="NearestName.Hint"/>
    /// <returns>Null where there are many errors already.</returns>
    public string? Hint(string name, IEnumerable<string> candidates, string what) =>
        AreFew ? NearestName.Hint(name, candidates as IReadOnlyCollection<string> ?? [.. candidates], what) : null;

    /// <inheritdoc cref="NearestName.Find"/>
    /// <returns>Null where there are many errors already.</returns>
    public string? Nearest(string name, IEnumerable<string> candidates) => AreFew ? NearestName.Find(name, candidates) : null;

    /// <summary>Takes over what another one found.</summary>
    /// <param name="asWarnings">Errors become warnings: what they concern is not part of what will run.</param>
    public void Take(DefinitionFindings other, bool asWarnings = false)
    {
        foreach (var (order, finding) in other._found)
            Add(asWarnings && finding.Severity == Severity.Error ? finding with { Severity = Severity.Warning, Code = WarningClass } : finding, order);
    }

    private void Add(Severity severity, string code, Place place, string message, string? hint) =>
        Add(new() { Severity = severity, Code = code, Message = message, Span = place.Span, Pointer = place.Pointer, Hint = hint }, place.Order);
}
