using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Script.Printing.Flows;

/// <summary>Definitions in another form than the one in which they were written; what has no form there is an error among the findings (spec: troy B6).</summary>
public static class FlowPrinting
{
    /// <summary>
    /// Flows and their deployments as a text in Troy, in one layout for all. Modules that the document brings along are files of their own. Scripts stay
    /// as they are written; in expressions only what means something stays.
    /// </summary>
    /// <returns>Null where a part has no form in Troy.</returns>
    public static string? Troy(DefinitionDocument document, List<Diagnostic> findings) => Print(() => TroyPrinter.Print(document), findings);

    /// <summary>Flows as one writes them in JSON: ready to be written as such.</summary>
    /// <returns>Null where a part has no form in JSON.</returns>
    public static DefinitionDocument? ForJson(DefinitionDocument document, List<Diagnostic> findings) => Print(() => PlainDefinitions.Of(document), findings);

    private static T? Print<T>(Func<T> print, List<Diagnostic> findings)
        where T : class
    {
        try
        {
            return print();
        }
        catch (UnprintableException e)
        {
            findings.Add(e.ToDiagnostic());
            return null;
        }
    }
}
