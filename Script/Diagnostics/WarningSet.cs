using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>The classes of warnings, in the order of reporting (spec: language 12.6). Their summaries and examples are the reference page.</summary>
internal enum WarningClass
{
    /// <summary>Something may change in a later version.</summary>
    [ProvokedBy("for event of\n  case (i, v) => v\n  into 0 use +\nend", Event = "[1, 2]")]
    General,

    /// <summary>A function does slowly what the language does fast.</summary>
    [ProvokedBy("use std::array;\narray::push(event, 3)", Event = "[1, 2]")]
    Performance,

    /// <summary>A name is not written as names of its kind are.</summary>
    [ProvokedBy("const rate = 19;\nevent * rate", Event = "2")]
    Consistency,

    /// <summary>The script may do something else than it seems to.</summary>
    [ProvokedBy("match event of\n  case 200 => \"fine\"\nend", Event = "200")]
    [ProvokedBy("match event of\n  case _ => \"all\"\n  case _ => \"never\"\nend")]
    [ProvokedBy("match event of\n  case %{ present ms, ms > 500 } => \"slow\"\n  case _ => \"fine\"\nend")]
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
