namespace Tremor.Dataflow.Perf;

/// <summary>The recorded data that benchmarks run on; it lies beside the checkout and may be missing.</summary>
internal static class Inputs
{
    /// <summary>The bytes of a file, with 64 readable bytes behind them; null where it is missing.</summary>
    public static byte[]? Read(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tremor.Dataflow.sln"))) directory = directory.Parent;
        if (directory is null) return null;
        var file = Path.Combine(directory.FullName, "..", "shared", "data", path);
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    /// <summary>Whole lines, repeated and cut into chunks of at most <paramref name="chunkLength"/> bytes.</summary>
    public static List<byte[]> Chunks(byte[] lines, int chunkLength, int totalLength)
    {
        var chunks = new List<byte[]>();
        var current = new List<byte>();
        for (var total = 0; total < totalLength;)
        {
            for (var at = 0; at < lines.Length;)
            {
                var end = Array.IndexOf(lines, (byte)'\n', at) + 1;
                if (end == 0) end = lines.Length;
                if (current.Count + end - at > chunkLength)
                {
                    chunks.Add([.. current]);
                    current.Clear();
                }

                current.AddRange(lines.AsSpan(at, end - at));
                total += end - at;
                at = end;
            }
        }

        chunks.Add([.. current]);
        return chunks;
    }
}
