using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>The classes of warnings, in the order of reporting (spec: language 12.6).</summary>
internal enum WarningClass
{
    General,
    Performance,
    Consistency,
    Behaviour,
}

/// <summary>The warnings of one file: ordered, each once.</summary>
internal sealed class WarningSet
{
    private readonly SortedDictionary<(WarningClass Class, int Start, int End, string Message), Site> _warnings = [];

    public void Add(WarningClass warningClass, Site site, string message) =>
        _warnings.TryAdd((warningClass, site.InnerText.Start, site.InnerText.End, message), site);

    public IEnumerable<Diagnostic> ToDiagnostics() => _warnings.Select(static w => new Diagnostic
    {
        Severity = Severity.Warning,
        Code = w.Key.Class.ToString().ToLowerInvariant(),
        Message = w.Key.Message,
        Span = w.Value.Inner,
        Outer = w.Value.Outer,
    });
}
