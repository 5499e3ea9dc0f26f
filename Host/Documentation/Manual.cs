using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Documentation;

namespace Tremor.Dataflow.Host.Documentation;

/// <summary>The manual as a user of this process looks things up in it.</summary>
internal static class Manual
{
    /// <summary>A page of the manual, or of a module that is found like those of scripts.</summary>
    /// <returns>Null with an error among the findings.</returns>
    /// <exception cref="CommandFailedException">There is nothing of that name.</exception>
    public static string? Find(HostProcess process, string name, List<Diagnostic> findings)
    {
        var modules = DirectoryModules.FromPath(process.Variable("TREMOR_PATH"), Directory.GetCurrentDirectory());
        if (ScriptReference.Find(name, modules, findings) is { } page) return page;
        if (findings.Count > 0) return null;
        if (DefinitionErrorPage.Find(name) is { } error) return error;
        var hint = (ScriptReference.Suggest(name) ?? NearestName.Find(name, DefinitionErrorPage.Kinds)) is { } nearest ? $"did you mean `{nearest}`?" : "`tremor doc` lists what there is";
        throw new CommandFailedException($"there is nothing called `{name}`; {hint}");
    }
}
