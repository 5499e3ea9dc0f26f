using System.Text.RegularExpressions;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Script.StdLib;

/// <summary>No part of the library goes unchecked.</summary>
public class LibraryCoverageTests
{
    /// <summary>Constants that are checked as a list and not by name.</summary>
    private const string ListedModule = "timezones";

    [Fact]
    public void Every_function_and_constant_of_the_library_is_called_by_a_check()
    {
        var checks = Checks("Tests/Script/StdLib");
        var missing = Members().Where(member => !Regex.IsMatch(checks, $@"\b{member}\b")).ToArray();
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_aggregate_is_called_by_a_check()
    {
        var checks = Checks("Tests/Script/Aggregates");
        Assert.All(FunctionRegistry.Aggregates, aggregate => Assert.Contains($"\"{aggregate.Attribute.Name}\"", checks));
    }

    [Fact]
    public void The_text_of_a_function_stands_at_its_one_declaration()
    {
        var declarations = LibraryModules.Paths
            .SelectMany(static m => ScriptReader.Script(LibraryModules.Instance.Find(m)!).Statements.OfType<IntrinsicStatement>())
            .Where(static i => i.Target.Count == 2 && FunctionRegistry.Find(i.Target[0], i.Target[1]) is not null)
            .ToLookup(static i => string.Join("::", i.Target));
        Assert.All(
            FunctionRegistry.Modules.SelectMany(FunctionRegistry.FunctionsOf),
            function => Assert.NotEmpty(Assert.Single(declarations[$"{function.Module}::{function.Name}"]).Doc ?? ""));
        Assert.All(
            Directory.GetFiles(Path.Combine(Repository.Root, "Script/StdLib"), "*.cs"),
            static file => Assert.DoesNotMatch(@"///[^\n]*\n(\s*\[[^\n]*\n)*\s*\[Function\(", File.ReadAllText(file)));
    }

    /// <summary>Everything that a module defines, as <c>module::name</c>.</summary>
    private static IEnumerable<string> Members()
    {
        foreach (var path in LibraryModules.Paths)
        {
            var module = path.Split('/')[^1];
            if (module == ListedModule) continue;
            foreach (Match definition in Regex.Matches(LibraryModules.Instance.Find(path)!.Text, @"^(?:intrinsic fn|fn|const) (\w+)", RegexOptions.Multiline))
                yield return $"{module}::{definition.Groups[1].Value}";
        }
    }

    /// <summary>The text of the checks; the signatures are none, since they call nothing with success.</summary>
    private static string Checks(string folder) => string.Join(
        '\n',
        Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs")
            .Where(static f => Path.GetFileName(f) is not (nameof(SignatureTests) + ".cs") and not (nameof(LibraryCoverageTests) + ".cs"))
            .Select(File.ReadAllText));
}
