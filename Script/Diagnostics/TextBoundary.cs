using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>Where work on a text begins that may turn out to be wrong: inside that is an exception, outside a list of findings.</summary>
internal static class TextBoundary
{
    /// <summary>Does the work; what is wrong with the text is added to the findings, and null is what comes of it.</summary>
    public static T? Guard<T>(SourceText source, List<Diagnostic> findings, Func<T?> work)
        where T : class
    {
        try
        {
            return work();
        }
        catch (ScriptException e)
        {
            findings.AddRange(e.ToDiagnostics());
        }
        catch (InsufficientExecutionStackException)
        {
            findings.Add(new ScriptError(ErrorKind.ParserError, new Site(source, default), "This nests too deep").ToDiagnostic());
        }
        catch (OutOfMemoryException)
        {
            findings.Add(new ScriptError(ErrorKind.Overflow, new Site(source, default), "There is not enough memory for this text").ToDiagnostic());
        }

        return null;
    }
}
