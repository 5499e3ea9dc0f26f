namespace Tremor.Dataflow.Tests.Support;

/// <summary>Texts that were looked at and found good. <c>TREMOR_APPROVE=1 ./test</c> rewrites them; the diff is reviewed.</summary>
internal static class Approved
{
    public static bool Update { get; } = Environment.GetEnvironmentVariable("TREMOR_APPROVE") == "1";

    /// <summary>Asserts that the file, relative to the checkout, holds exactly <paramref name="actual"/>.</summary>
    public static void Matches(string file, string actual)
    {
        var path = Path.Combine(Repository.Root, file);
        if (Update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!File.Exists(path) || File.ReadAllText(path) != actual) File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{file} is missing: run TREMOR_APPROVE=1 ./test and review what it writes");
        var approved = File.ReadAllText(path);
        Assert.True(
            approved == actual,
            $"{file} is not what the program says now. Run TREMOR_APPROVE=1 ./test and review the diff.\n{FirstDifference(approved, actual)}");
    }

    private static string FirstDifference(string approved, string actual)
    {
        var old = approved.Split('\n');
        var now = actual.Split('\n');
        for (var i = 0; i < Math.Max(old.Length, now.Length); i++)
        {
            var a = i < old.Length ? old[i] : "(end)";
            var b = i < now.Length ? now[i] : "(end)";
            if (a != b) return $"line {i + 1}\n  approved: {a}\n  now:      {b}";
        }

        return "";
    }
}
