namespace Tremor.Dataflow.Engine.Contracts;

/// <summary>
/// Something outside of the program that a connector instance has for itself, or together with those alone that use it the same harmless way: a file
/// that it writes, a port that it listens at (spec: operations 1.8).
/// </summary>
public sealed record Holding
{
    /// <summary>The kind for people: <c>file</c>, <c>port</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The thing for people, as the configuration names it.</summary>
    public required string Name { get; init; }

    /// <summary>Equal for all names of one thing, whatever they look like: of a file its device and number. Compared within a kind.</summary>
    public required string Identity { get; init; }

    /// <summary>What the instance does with it: <c>reads</c>, <c>empties</c>.</summary>
    public required string Use { get; init; }

    /// <summary>Instances that give the same word bear each other; null where nobody else may have the thing.</summary>
    public string? SharedAs { get; init; }

    /// <summary>What would come of it if others had it too, as a part of a sentence; null where it does no harm, but may be harmed.</summary>
    public string? Harm { get; init; }

    /// <summary>What would come of it if others wrote it, as a part of a sentence; null where <see cref="Harm"/> of the other one says it.</summary>
    public string? Loss { get; init; }

    /// <summary>Whether both may be had at the same time, by different instances.</summary>
    public bool Bears(Holding other) => Kind != other.Kind || Identity != other.Identity || (SharedAs is not null && SharedAs == other.SharedAs);
}
