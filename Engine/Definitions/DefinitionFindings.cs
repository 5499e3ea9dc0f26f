using System.Collections.Frozen;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Definitions;

/// <summary>The findings about a definition while it is loaded, each with its place, none twice.</summary>
internal sealed class DefinitionFindings
{
    private const string WarningClass = "general";

    /// <summary>The codes of what the script language checks before it folds anything (spec: language 12.7).</summary>
    private static readonly FrozenSet<string> s_checks =
    [
        "MissingFunction", "MissingModule", "ModuleNotFound", "CyclicUse", "InvalidRecur", "InvalidEmit", "InvalidDrop", "InvalidExtractor", "AggrInAggr", "NoLocalsAllowed",
        "NoEventReferencesAllowed", "Generic",
    ];

    /// <summary>The kinds that queries and Troy have words for; all others are <c>Generic</c> there (spec: query 20).</summary>
    private static readonly FrozenSet<DefinitionErrorKind> s_ofText =
    [
        DefinitionErrorKind.QueryStreamNotDefined, DefinitionErrorKind.DoubleStream, DefinitionErrorKind.QueryNodeDuplicateName, DefinitionErrorKind.MissingOpConfig,
        DefinitionErrorKind.BadOpConfig, DefinitionErrorKind.UnknownOp, DefinitionErrorKind.UnknownNamespace, DefinitionErrorKind.CyclicGraphError,
    ];

    private readonly List<(Phase Phase, int Order, Diagnostic Finding)> _found = [];
    private readonly HashSet<(string, string, SourceSpan?)> _known = [];

    /// <summary>In the order of the document; those of a query or of Troy phase by phase, so that the first error is the first that a phase finds (spec: query 20.1).</summary>
    public IReadOnlyList<Diagnostic> InOrder => [.. _found.OrderBy(static f => f.Phase).ThenBy(static f => f.Order).Select(static f => f.Finding)];

    public int ErrorCount { get; private set; }

    /// <summary>Whether another error is worth the search for what was meant: of thousands, people see only the first.</summary>
    private bool AreFew => ErrorCount < 200;

    /// <param name="order">The order of its place in the document.</param>
    /// <param name="phase">Unless given, that of a script: its checks, then what is folded.</param>
    public void Add(Diagnostic finding, int order, Phase? phase = null)
    {
        if (!_known.Add((finding.Code, finding.Message, finding.Span))) return;
        var isText = finding.Pointer is null && finding.Severity == Severity.Error;
        _found.Add((isText ? phase ?? (s_checks.Contains(finding.Code) ? Phase.Checking : Phase.Folding) : Phase.None, order, finding));
        if (finding.Severity == Severity.Error) ErrorCount++;
    }

    public void Error(Place place, DefinitionErrorKind kind, string message, string? hint = null, Phase phase = Phase.Building) =>
        Add(Severity.Error, CodeOf(kind, place), place, message, hint, phase);

    private static string CodeOf(DefinitionErrorKind kind, Place place) =>
        (place is { Pointer: null, Span: not null } && !s_ofText.Contains(kind) ? DefinitionErrorKind.Generic : kind).ToString();

    public void Warning(Place place, string message, string? hint = null) => Add(Severity.Warning, WarningClass, place, message, hint, Phase.None);

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
        foreach (var (phase, order, finding) in other._found)
            Add(asWarnings && finding.Severity == Severity.Error ? finding with { Severity = Severity.Warning, Code = WarningClass } : finding, order, phase);
    }

    private void Add(Severity severity, string code, Place place, string message, string? hint, Phase phase) =>
        Add(new() { Severity = severity, Code = code, Message = message, Span = place.Span, Pointer = place.Pointer, Hint = hint }, place.Order, phase);
}

/// <summary>The phases in which a query or a file in Troy is looked at, one after the other (spec: language 12.7, query 20.1, troy A8).</summary>
internal enum Phase
{
    /// <summary>It has none: a warning, or in JSON.</summary>
    None,

    /// <summary>Names and definitions, statement by statement.</summary>
    Checking,

    /// <summary>What must be constant.</summary>
    Folding,

    /// <summary>Graphs, statement by statement.</summary>
    Building,

    /// <summary>Windows and operators.</summary>
    Making,

    /// <summary>What Tremor finds when a flow starts, or never.</summary>
    Last,
}
