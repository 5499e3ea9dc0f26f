using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Connectors.LocalFiles;

/// <summary>
/// The holdings of files (spec: operations 1.8). Readers bear each other, and so do those that append: whole lines are one write at the
/// end, wherever that is by then. Whoever empties a file or writes over it is alone with it, and nobody appends to what is being read.
/// </summary>
internal static class FileHolding
{
    private const string Loses = "what the other one has in it would be lost";
    private const string NeverEnds = "what it writes would be read in turn, without an end";

    public static IEnumerable<Holding> Reads(string path) => Of(path, FileIdentity.OfPath(path), "reads", "read", null);

    public static IEnumerable<Holding> Empties(string path) => Of(path, FileIdentity.OfPath(path), "empties", null, Loses);

    public static IEnumerable<Holding> Overwrites(string path) => Of(path, FileIdentity.OfPath(path), "writes over", null, Loses);

    public static IEnumerable<Holding> AppendsTo(string path) => Of(path, FileIdentity.OfPath(path), "appends to", "append", NeverEnds);

    /// <summary>A standard input that is a file.</summary>
    /// <param name="name">Its path.</param>
    public static IEnumerable<Holding> ReadsStandard(string name, string? identity) => Of(name, identity, "has as its standard input", "read", null);

    /// <summary>A standard output that is a file. All that write to it use one offset.</summary>
    /// <param name="appends">Whether each write goes to the end.</param>
    /// <inheritdoc cref="ReadsStandard"/>
    public static IEnumerable<Holding> WritesStandard(string name, string? identity, bool appends) =>
        Of(name, identity, "has as its standard output", appends ? "append" : "standard output", NeverEnds);

    /// <summary>The same of a file that is open, which may have got another name meanwhile.</summary>
    /// <param name="identity">Of the open file; null when it is none.</param>
    public static IEnumerable<Holding> AndOpen(this IEnumerable<Holding> named, string? identity)
    {
        foreach (var holding in named)
        {
            yield return holding;
            if (identity is not null && holding.Identity != identity) yield return holding with { Identity = identity };
        }
    }

    private static IEnumerable<Holding> Of(string name, string? identity, string use, string? sharedAs, string? harm) =>
        identity is null ? [] : [new Holding { Kind = "file", Name = name, Identity = identity, Use = use, SharedAs = sharedAs, Harm = harm }];
}
