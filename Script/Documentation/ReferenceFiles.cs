using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Documentation;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>The reference as files that link to each other: an index, a page for each topic and a page for each module.</summary>
internal static class ReferenceFiles
{
    public static IEnumerable<(string File, string Text)> All()
    {
        yield return ("index.md", ManualFile.Of(Index()));
        foreach (var topic in ScriptEntries.Topics) yield return ($"{topic.Name}.md", ManualFile.Of(topic.Page()));
        foreach (var module in ScriptReference.Library)
        {
            var file = FileOf(module.Path);
            yield return (file, ManualFile.Of(ModulePage.Of(module, member => Path.GetRelativePath(Path.GetDirectoryName("/" + file)!, "/" + FileOf(member)))));
        }
    }

    /// <summary>As <c>tremor doc DIR</c> names them: a module with modules below it is the index of their directory (spec: runtime 17.4).</summary>
    private static string FileOf(string module) => module.Replace("::", "/", StringComparison.Ordinal)
        + (ScriptReference.Library.Any(m => m.Path.StartsWith(module + "::", StringComparison.Ordinal)) ? "/index.md" : ".md");

    private static string Index()
    {
        var page = new StringBuilder(
            """
            # tremor-script

            [The guide](../../guides/script-language.md) teaches the language. `tremor doc NAME` shows any of these pages, or a single entry of one, in the terminal.

            In signatures, `integer` is an integer that fits 64 bits with a sign, `unsigned` one that is not negative, `number` an integer or a float, `any` a value of any type and `...` any number of further arguments. Brackets hold what may be left out.
            A function that is given arguments of other types, or another number of them, fails with [BadType](errors.md#badtype) or [BadArity](errors.md#badarity); one that cannot do its work with [RuntimeError](errors.md#runtimeerror).
            Behind each example stands its result.

            | topic | |
            | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach (var topic in ScriptEntries.Topics) page.Append(CultureInfo.InvariantCulture, $"| [{topic.Name}]({topic.Name}.md) | {topic.Summary} |\n");
        page.Append("\n| module | |\n| --- | --- |\n");
        foreach (var module in ScriptReference.Library)
            page.Append(CultureInfo.InvariantCulture, $"| [{module.Path}]({FileOf(module.Path)}) | {ModulePage.FirstSentence(module.Text)} |\n");
        return page.ToString();
    }
}
