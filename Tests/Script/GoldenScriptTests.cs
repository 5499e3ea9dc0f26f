using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script;

/// <summary>
/// Every folder below <c>Tests/Cases/scripts</c> that holds a <c>script.tremor</c> is a case: it over the lines of <c>in</c> (one
/// <c>null</c> where it is missing)
/// gives <c>out</c>, or <c>error.txt</c> when it does not compile. Both also hold the warnings.
/// </summary>
public class GoldenScriptTests
{
    private const string Folder = "Tests/Cases/scripts";

    public static TheoryData<string> Cases() =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, Folder), "script.tremor", SearchOption.AllDirectories)
            .Select(static f => Path.GetRelativePath(Path.Combine(Repository.Root, Folder), Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_what_was_approved(string name)
    {
        var folder = Path.Combine(Repository.Root, Folder, name);
        var source = new SourceText("script.tremor", File.ReadAllText(Path.Combine(folder, "script.tremor")));
        var findings = new List<Diagnostic>();
        var surroundings = new ScriptSurroundings { Modules = new DirectoryModules([folder]), Args = JsonText.Parse("{\"limit\":3}") };
        var script = ScriptCompiler.Compile(source, surroundings, findings);
        var text = new StringBuilder();
        foreach (var finding in findings) text.Append(DiagnosticRenderer.Render(finding));
        if (script is not null)
        {
            var input = Path.Combine(folder, "in");
            Run(script, File.Exists(input) ? File.ReadAllLines(input) : ["null"], text);
        }

        Approved.Matches(Path.Combine(Folder, name, script is null ? "error.txt" : "out"), text.Replace(folder + "/", "").ToString());
    }

    private static void Run(CompiledScript script, string[] lines, StringBuilder text)
    {
        var instance = script.NewInstance(new CallContext());
        var state = Value.Null;
        foreach (var line in lines)
        {
            var (payload, meta) = (JsonText.Parse(line), Value.EmptyRecord);
            var outcome = instance.Run(ref payload, ref meta, ref state);
            var shown = meta.Count == 0 ? "" : $" ${meta}";
            if (outcome == ScriptOutcome.Emit) text.Append($"{instance.Port}: {instance.Value}{shown}\n");
            else if (outcome == ScriptOutcome.Drop) text.Append("drop\n");
            else text.Append(DiagnosticRenderer.Render(instance.Error!));
        }
    }
}
