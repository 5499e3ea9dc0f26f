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
        DefinitionErrorKind.BadOpConfig, DefinitionErrorKind.ExtraOpConfig, DefinitionErrorKind.UnknownOp, DefinitionErrorKind.UnknownNamespace, DefinitionErrorKind.CyclicGraphError,
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
        var own = finding.IsLast ? Phase.Last : s_checks.Contains(finding.Code) ? Phase.Checking : Phase.Folding;
        _found.Add((isText ? phase ?? own : Phase.None, order, finding));
        if (finding.Severity == Severity.Error) ErrorCount++;
    }

    /// <param name="order">Unless given, that of the place.</param>
    public void Error(Place place, DefinitionErrorKind kind, string message, string? hint = null, Phase phase = Phase.Building, int? order = null) =>
        Add(Severity.Error, CodeOf(kind, place), place, message, hint, phase, order);

    private static string CodeOf(DefinitionErrorKind kind, Place place) =>
        (place is { Pointer: null, Span: not null } && !s_ofText.Contains(kind) ? DefinitionErrorKind.Generic : kind).ToString();

    public void Warning(Place place, string message, string? hint = null) => Add(Severity.Warning, WarningClass, place, message, hint, Phase.None);

    public bool HasError(DefinitionErrorKind kind) => HasError(kind.ToString());

    /// <param name="code">Of a definition or a script.</param>
    public bool HasError(string code) => _found.Exists(f => f.Finding.Severity == Severity.Error && f.Finding.Code == code);

    /// <inheritdoc cref="NearestName.Hint"/>
    /// <returns>Null where there are many errors already.</returns>
    public string? Hint(string name, IEnumerable<string> candidates, string what) =>
        AreFew ? NearestName.Hint(name, candidates as IReadOnlyCollection<string> ?? [.. candidates], what) : null;

    /// <inheritdoc cref="NearestName.Find"/>
    /// <returns>Null where there are many errors already.</returns>
    public string? Nearest(string name, IEnumerable<string> candidates) => AreFew ? NearestName.Find(name, candidates) : null;

    /// <summary>Takes over what another one found.</summary>
    /// <param name="isIdle">What they concern is not part of what will run: errors become warnings, in text those that only making it would find (spec: query 9).</param>
    /// <param name="builtAt">The order of the statement that creates what they concern, which is when its graph is built.</param>
    public void Take(DefinitionFindings other, bool isIdle = false, int? builtAt = null)
    {
        foreach (var (phase, order, finding) in other._found.OrderBy(static f => f.Phase).ThenBy(static f => f.Order).ToList())
        {
            var isWarning = isIdle && finding.Severity == Severity.Error && (finding.Pointer is not null || phase == Phase.Making);
            Add(isWarning ? finding with { Severity = Severity.Warning, Code = WarningClass } : finding, phase == Phase.Building ? builtAt ?? order : order, phase);
        }
    }

    private void Add(Severity severity, string code, Place place, string message, string? hint, Phase phase, int? order = null) =>
        Add(new() { Severity = severity, Code = code, Message = message, Span = place.Span, Pointer = place.Pointer, Hint = WithNote(hint, place) }, order ?? place.Order, phase);

    /// <summary>A hint, and what the place alone does not tell.</summary>
    public static string? WithNote(string? hint, Place place) => place.Note is not { } note ? hint : hint is null ? note : $"{hint}; {note}";
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
