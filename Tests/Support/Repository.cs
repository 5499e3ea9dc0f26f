namespace Tremor.Dataflow.Tests.Support;

/// <summary>The checkout that the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The C# files of these projects, without what a build makes.</summary>
    public static IEnumerable<string> SourceFiles(params string[] projects) =>
        from project in projects
        from file in Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
            && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}")
        select file;

    /// <summary>
    /// A file of the shared trial data beside the checkout; null where it is missing. A test that wants it says so and passes without it.
    /// </summary>
    public static string? SharedData(string path)
    {
        var file = Path.Combine(Root, "..", "shared", "data", path);
        return File.Exists(file) ? file : null;
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tremor.Dataflow.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("the tests run outside a checkout");
    }
}
