using Tremor.Dataflow.Connectors.LocalFiles;
using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Connectors.Stdio;

/// <summary>The files that a shell has put behind the standard streams, as in <c>&lt; in.log &gt;&gt; out.log</c>.</summary>
internal static class StandardFiles
{
    /// <summary>The file that is read, if it is one.</summary>
    public static IEnumerable<Holding> Input(IProcessControl process) =>
        process.StandardHandle(0) is { } handle ? FileHolding.ReadsStandard(NameOf(0), FileIdentity.OfHandle(handle)) : [];

    /// <summary>The files that are written, as far as they are some.</summary>
    public static IEnumerable<Holding> Outputs(IProcessControl process)
    {
        foreach (var number in (int[])[1, 2])
        {
            if (process.StandardHandle(number) is not { } handle) continue;
            foreach (var holding in FileHolding.WritesStandard(NameOf(number), FileIdentity.OfHandle(handle), AppendFlag.IsSet(handle))) yield return holding;
        }
    }

    private static string NameOf(int number) => new FileInfo($"/proc/self/fd/{number}").LinkTarget ?? $"file descriptor {number}";
}
