namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>One complete unit of a format (member, frame, stream), read from its first byte to behind its last one.</summary>
internal abstract class CompressedUnit : IDisposable
{
    /// <summary>Whether bytes come only when they are known to be right; else they are known to be when the unit is complete.</summary>
    public virtual bool IsCheckedFirst => false;

    /// <summary>Decompresses the next bytes of the unit.</summary>
    /// <returns>How many; 0 when the unit is complete, its checksums agree, and all of it is taken off the input.</returns>
    /// <exception cref="Exception">Of any kind: the data is corrupt, or ends inside of the unit.</exception>
    public abstract int Read(Span<byte> destination);

    public abstract void Dispose();

    /// <summary>What all formats say of data that ends inside of a unit; the place is then the end of the data.</summary>
    public const string EndsEarly = "it ends early";

    protected static InvalidDataException Corrupt(string what) => new(what);
}
