namespace Tremor.Dataflow.Engine.Documentation;

/// <summary>A page of the manual as a file of the repository.</summary>
public static class ManualFile
{
    /// <summary>The page with a note below its title that it is not written by hand.</summary>
    public static string Of(string page)
    {
        var end = page.IndexOf('\n', StringComparison.Ordinal) + 1;
        return $"{page[..end]}\nMade from the program by `TREMOR_APPROVE=1 ./test`; do not edit.\n{page[end..]}";
    }
}
