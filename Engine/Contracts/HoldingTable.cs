using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>A holding and who has it.</summary>
/// <param name="Alias"><c>flow::connector</c>.</param>
internal sealed record Holder(string Alias, Holding Holding)
{
    /// <summary>Where it is defined; null where no definition has a place for it, or where the finding shows it.</summary>
    public SourceSpan? Place { get; init; }

    /// <summary>Its name for people, and where to find it.</summary>
    public string Name => At is { } at ? $"{Alias} ({at})" : Alias;

    /// <summary>File, line and column; null without a place.</summary>
    public string? At => Place is { } place ? $"{place.Source.Name}:{place.Start.Line}:{place.Start.Column}" : null;
}

/// <summary>Who holds what, and who is in whose way.</summary>
internal sealed class HoldingTable
{
    private readonly Dictionary<(string Kind, string Identity), List<Holder>> _holders = [];

    /// <summary>Takes note of a holder.</summary>
    /// <returns>Its conflict with the first of those noted before that it cannot do with; null where there is none. What one connector holds twice is none.</returns>
    public HoldingConflict? Add(Holder holder)
    {
        var key = (holder.Holding.Kind, holder.Holding.Identity);
        if (!_holders.TryGetValue(key, out var others)) _holders.Add(key, others = []);
        var other = others.Find(o => o.Alias != holder.Alias && !o.Holding.Bears(holder.Holding));
        others.Add(holder);
        return other is null ? null : HoldingConflict.Between(other, holder);
    }
}

/// <summary>Two connectors that cannot both have what they hold.</summary>
/// <param name="One">The one that does harm.</param>
/// <param name="Other">The one that would be harmed, or that does as much.</param>
internal sealed record HoldingConflict(Holder One, Holder Other)
{
    /// <summary>One sentence without a full stop: who, what, who else, why not.</summary>
    public string Message
    {
        get
        {
            var (mine, theirs) = (One.Holding, Other.Holding);
            var name = theirs.Name == mine.Name ? "" : $" as \"{theirs.Name}\"";
            var harm = (theirs.Loss ?? mine.Harm) is { } text ? $": {text}" : "";
            return $"{One.Name} {mine.Use} the {mine.Kind} \"{mine.Name}\", which {Other.Name} {theirs.Use}{name}{harm}";
        }
    }

    public static HoldingConflict Between(Holder first, Holder second)
    {
        var secondIsWorse = first.Holding.Harm is null || (first.Holding.SharedAs is not null && second.Holding is { SharedAs: null, Harm: not null });
        return secondIsWorse ? new(second, first) : new(first, second);
    }
}
