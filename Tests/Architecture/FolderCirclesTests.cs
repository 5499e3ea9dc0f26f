using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>The folders of a project know each other in one direction.</summary>
public sealed class FolderCirclesTests
{
    public static TheoryData<string> Projects => new("Engine", "Script", "Operators", "Connectors", "Host");

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_folders_of_a_project_form_no_circle(string project)
    {
        var circles = FolderCircles.Find(Files(project));
        Assert.True(circles.Count == 0, string.Join("\n\n", circles));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_namespace_of_a_file_is_its_folder(string project)
    {
        var offences =
            from file in Files(project)
            let expected = $"namespace {string.Join('.', file.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Prepend($"Tremor.Dataflow.{project}"))};"
            where file.Text.Contains("\nnamespace ", StringComparison.Ordinal) && !file.Text.Contains(expected, StringComparison.Ordinal)
            select $"{file.Path} is not in {expected}";
        Assert.Empty(offences);
    }

    [Fact]
    public void A_using_line_that_closes_a_circle_is_found_with_the_files_on_its_way()
    {
        var circle = Assert.Single(FolderCircles.Find(
        [
            new("Values/Value.cs", "using System.Text;\nusing Sample.Json;\n\nnamespace Sample.Values;\n\npublic struct Value\n{\n}\n"),
            new("Values/Slot.cs", "namespace Sample.Values;\n\ninternal readonly struct Slot\n{\n}\n"),
            new("Json/JsonText.cs", "using Sample.Values;\n\nnamespace Sample.Json;\n\npublic static class JsonText\n{\n}\n"),
            new("Json/JsonScan.cs", "using Sample.Values;\n\nnamespace Sample.Json;\n\npublic static class JsonScan\n{\n}\n"),
            new("Runtime/Run.cs", "using Sample.Json;\nusing Sample.Values;\n\nnamespace Sample.Runtime;\n\npublic static class Run\n{\n}\n"),
        ]));
        Assert.Equal("Json -> Values: Json/JsonText.cs, Json/JsonScan.cs\nValues -> Json: Values/Value.cs", circle);
    }

    [Theory]
    [InlineData("Json.JsonText.ToString(this)")]
    [InlineData("Sample.Json.JsonText.ToString(this)")]
    [InlineData("global::Sample.Json.JsonText.ToString(this)")]
    [InlineData("Json\n            .JsonText.ToString(this)")]
    [InlineData("$\"{Json.JsonText.ToString(this)}\"")]
    public void A_name_with_its_path_closes_a_circle(string expression) =>
        Assert.Equal("Json -> Values: Json/JsonText.cs\nValues -> Json: Values/Value.cs", Assert.Single(FolderCircles.Find(JsonAnd(expression))));

    [Theory]
    [InlineData("\"\" // Json.JsonText.ToString(this) would close a circle")]
    [InlineData("Json.Length.ToString()")]
    [InlineData("Other.Json.JsonText.ToString(this)")]
    public void What_names_no_type_of_the_folder_closes_none(string expression) => Assert.Empty(FolderCircles.Find(JsonAnd(expression)));

    [Theory]
    [InlineData("using static Sample.Json.JsonText;")]
    [InlineData("using Text = Sample.Json.JsonText;")]
    [InlineData("global using Sample.Json;")]
    public void Every_kind_of_using_line_counts(string line) =>
        Assert.Single(FolderCircles.Find([.. JsonAnd("\"\""), new("Values/More.cs", $"{line}\n\nnamespace Sample.Values;\n\ninternal enum More\n{{\n}}\n")]));

    [Fact]
    public void A_circle_may_take_several_steps()
    {
        var circle = Assert.Single(FolderCircles.Find([File("A", "B"), File("B", "C"), File("C", "D"), File("D", "B"), File("E", "A")]));
        Assert.Equal("B -> C: B/InB.cs\nC -> D: C/InC.cs\nD -> B: D/InD.cs", circle);
    }

    [Fact]
    public void Files_beside_the_folders_are_found_without_a_using_line()
    {
        var circle = Assert.Single(FolderCircles.Find(
        [
            new("Program.cs", "using Sample.Cli;\n\nnamespace Sample;\n\ninternal static class Program\n{\n}\n"),
            new("Cli/Command.cs", "namespace Sample.Cli;\n\ninternal sealed class Command\n{\n    public string Name => nameof(Program);\n}\n"),
        ]));
        Assert.Equal("(the project) -> Cli: Program.cs\nCli -> (the project): Cli/Command.cs", circle);
    }

    [Fact]
    public void Folders_inside_a_folder_are_checked_too_and_may_know_what_is_around_them()
    {
        var circle = Assert.Single(
            FolderCircles.Find(
                [File("Values", "Values.Store"), File("Values/Store", "Values.Text"), File("Values/Text", "Values.Store"), File("Json", "Values")]));
        Assert.Equal("Values/Store -> Values/Text: Values/Store/InStore.cs\nValues/Text -> Values/Store: Values/Text/InText.cs", circle);
    }

    private static ProjectFile File(string folder, string uses)
    {
        var name = "In" + folder.Split('/')[^1];
        return new($"{folder}/{name}.cs", $"using Sample.{uses};\n\nnamespace Sample.{folder.Replace('/', '.')};\n\ninternal enum {name}\n{{\n}}\n");
    }

    /// <summary>Two folders, of which Json knows Values; what Values knows is up to the expression.</summary>
    private static ProjectFile[] JsonAnd(string expression) =>
    [
        new("Json/JsonText.cs", "using Sample.Values;\n\nnamespace Sample.Json;\n\npublic static partial class JsonText\n{\n}\n"),
        new("Values/Value.cs", $"namespace Sample.Values;\n\npublic readonly record struct Value(int[] Json)\n{{\n    public string Text => {expression};\n}}\n"),
    ];

    private static List<ProjectFile> Files(string project) =>
    [
        .. Repository.SourceFiles(project).Select(path => new ProjectFile(
            Path.GetRelativePath(Path.Combine(Repository.Root, project), path).Replace(Path.DirectorySeparatorChar, '/'), System.IO.File.ReadAllText(path))),
    ];
}
