using System.Text;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Documentation;
using Tremor.Dataflow.Host.Loading;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Documentation;

namespace Tremor.Dataflow.Host.Documentation;

/// <summary>
/// The manual as a user of this process looks things up in it: the language and its library, the format of flows, the components of this program, and the
/// modules of the user.
/// </summary>
internal static class Manual
{
    /// <summary>The ports that connectors, pipelines and nodes have without being told; connectors and operators say which others they have.</summary>
    private static readonly ManualEntry[] s_ports =
    [
        Port("in", "Where events enter a connector that writes, a pipeline or a node, unless another port is named."),
        Port("out", "Where events leave a connector that reads, a pipeline or a node, unless another port is named."),
        Port("err", "Where what cannot be used leaves, as a record that says why: `error` in words, and what it concerns. A connector that reads sends what it cannot decode, "
            + "with `source`, `stream_id`, `pull_id`, `number` in the stream, and `data`, or `data_base64` where that is no text; a script the event at which it fails, as "
            + "`event`. Errors that end at a port nobody reads are counted as lost; a connector of the kind `null` takes those that nobody wants."),
    ];

    private static readonly Lazy<IReadOnlyList<ManualEntry>> s_flowEntries = new(
        static () => [.. FlowPage.Entries, .. ReferencePage.Entries(Installation.Components), .. s_ports]);

    private static ManualEntry Port(string name, string text) =>
        new($"flow::ports::{name}", text, true, () => $"# {name}\n\nA port. {text}\n\nA [link](flow.md#link) names it behind a slash: `\"node/{name}\"`, `\"connector/log/{name}\"`.\n");

    private static readonly Lazy<ManualIndex> s_index = new(
        static () => new([.. ScriptReference.Entries, .. s_flowEntries.Value, .. DefinitionErrorPage.Entries]));

    /// <summary>The list of what there is to look up.</summary>
    public static string Overview()
    {
        var page = new StringBuilder("# Manual\n\n## Flows\n\n| topic | |\n| --- | --- |\n");
        foreach (var entry in s_flowEntries.Value.Where(static e => !e.IsMember)) page.Append($"| {entry.Name} | {entry.Summary} |\n");
        return page.Append('\n').Append(ScriptReference.Overview()).ToString();
    }

    /// <summary>Whether the program brings something of this name along.</summary>
    public static bool Knows(string name) => s_index.Value.Find(name) is not null;

    /// <summary>
    /// The page of a name: <c>std::string</c>, <c>len</c>, <c>dissect</c>, <c>file</c>, <c>generic::batch</c>, <c>reconnect</c>, <c>NoClauseHit</c>, or of a
    /// module that is found like those of scripts, which come first.
    /// </summary>
    /// <returns>Null with an error among the findings.</returns>
    /// <exception cref="CommandFailedException">There is nothing of that name.</exception>
    public static string? Find(HostProcess process, string name, List<Diagnostic> findings)
    {
        var modules = DirectoryModules.FromPath(process.Variable("TREMOR_PATH"), Directory.GetCurrentDirectory());
        if (ScriptReference.FindModule(name, modules, findings) is { } module) return module;
        if (findings.Count > 0) return null;
        if (s_index.Value.Find(name) is { } page) return page;
        var hint = s_index.Value.Suggest(name) is { } nearest ? $"did you mean `{nearest}`?" : "`tremor doc` lists what there is";
        throw new CommandFailedException($"there is nothing called `{name}`; {hint}");
    }
}
