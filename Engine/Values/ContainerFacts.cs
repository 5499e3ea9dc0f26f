namespace Tremor.Dataflow.Engine.Values;

/// <summary>
/// What walks over an array or record have found out about it, kept with it so that the next walk stops there: what a script builds anew of a large
/// state with each event costs what is new in it. One word, since several threads may look at one value; two that write at once lose no more than
/// one of their findings.
/// </summary>
internal struct ContainerFacts
{
    private const ulong Detached = 1;
    private const ulong Exact = 2;
    private const int LevelsAt = 2;
    private const int PartsAt = 16;
    private const int MaxLevels = (1 << (PartsAt - LevelsAt)) - 1;

    private ulong _bits;

    /// <summary>Whether it and all that is in it hold no pooled memory.</summary>
    public readonly bool IsDetached => (_bits & Detached) != 0;

    public void SetDetached() => _bits |= Detached;

    /// <summary>Levels and parts, as <see cref="ValueDepth"/> counts them; false where nothing is known.</summary>
    /// <param name="isExact">Whether they are not only bounds.</param>
    public readonly bool TryGetExtent(out int levels, out long parts, out bool isExact)
    {
        var bits = _bits;
        levels = (int)(bits >> LevelsAt) & MaxLevels;
        parts = (long)(bits >> PartsAt);
        isExact = (bits & Exact) != 0;
        return levels > 0;
    }

    /// <param name="isExact">Not only bounds.</param>
    public void SetExtent(int levels, long parts, bool isExact)
    {
        if (levels <= MaxLevels) _bits = (_bits & Detached) | (isExact ? Exact : 0) | ((ulong)levels << LevelsAt) | ((ulong)parts << PartsAt);
    }
}
