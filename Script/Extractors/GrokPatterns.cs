namespace Tremor.Dataflow.Script.Extractors;

/// <summary>The named patterns of grok: the built-in ones, and those of the site with them.</summary>
internal static class GrokPatterns
{
    private const string SiteFile = "/etc/tremor/grok.patterns";

    private static readonly Lazy<IReadOnlyDictionary<string, string>> s_builtIn = new(ReadBuiltIn);
    private static readonly Lazy<IReadOnlyDictionary<string, string>?> s_withSiteFile = new(() => ReadSite(SiteFile));

    public static IReadOnlyDictionary<string, string> BuiltIn => s_builtIn.Value;

    /// <summary>The built-in patterns and those of the site's file; null when there is no such file, or it is malformed.</summary>
    public static IReadOnlyDictionary<string, string>? WithSiteFile => s_withSiteFile.Value;

    internal static IReadOnlyDictionary<string, string>? ReadSite(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var patterns = new Dictionary<string, string>(BuiltIn);
            return TryRead(reader, patterns) ? patterns : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads lines <c>NAME regex</c>, one blank between; empty lines and those that begin with <c>#</c> say nothing.</summary>
    internal static bool TryRead(TextReader reader, Dictionary<string, string> patterns)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var blank = line.IndexOf(' ');
            if (blank <= 0 || blank == line.Length - 1) return false;
            patterns[line[..blank]] = line[(blank + 1)..];
        }

        return true;
    }

    private static Dictionary<string, string> ReadBuiltIn()
    {
        using var reader = new StreamReader(typeof(GrokPatterns).Assembly.GetManifestResourceStream("grok.patterns")!);
        var patterns = new Dictionary<string, string>();
        if (!TryRead(reader, patterns)) throw new InvalidOperationException("the built-in grok patterns are malformed");
        return patterns;
    }
}
