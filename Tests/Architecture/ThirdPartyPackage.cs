using System.Text.Json;
using System.Xml.Linq;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>A package of the registry that a project was restored with, itself or through another one.</summary>
/// <param name="Licence">An SPDX expression; null when neither the package nor <see cref="s_looked"/> names one.</param>
/// <param name="Copyright">The notice of the package; its authors where it has none.</param>
/// <param name="HasAssemblies">Whether its assemblies are part of what the project builds; not so for analyzers and targets.</param>
internal sealed record ThirdPartyPackage(string Name, string Version, string? Licence, string Copyright, bool HasAssemblies)
{
    /// <summary>Packages whose nuspec names no expression, looked at once: what their licence file or address says.</summary>
    private static readonly Dictionary<string, string> s_looked = new()
    {
        // License.md: the MIT licence.
        ["CommandLineParser/2.9.1"] = "MIT",
        // Their addresses lead to the MIT licence.
        ["K4os.Compression.LZ4/1.3.8"] = "MIT",
        ["K4os.Compression.LZ4.Streams/1.3.8"] = "MIT",
        ["K4os.Hash.xxHash/1.0.8"] = "MIT",
        // LICENSE.TXT: the MIT licence.
        ["Microsoft.DotNet.PlatformAbstractions/3.1.6"] = "MIT",
        // LICENSE.md: the GNU Affero General Public License; a paid licence is offered beside it.
        ["Newtonsoft.Json.Schema/4.0.2"] = "AGPL-3.0-only",
        // Its address leads to the licence of xunit, whose later packages name the expression.
        ["xunit.abstractions/2.0.3"] = "Apache-2.0",
    };

    /// <summary>Licences that ask a company that ships binaries for no more than a notice.</summary>
    private static readonly HashSet<string> s_permissive = ["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PostgreSQL", "Zlib"];

    /// <summary>Whether it may be shipped. Of alternatives one has to be permissive; any other operator has to be looked at.</summary>
    public bool IsPermissive => Licence?.Trim('(', ')').Split(" OR ").Any(s_permissive.Contains) == true;

    /// <summary>All packages of a project, in the order of their names.</summary>
    public static List<ThirdPartyPackage> Of(string project)
    {
        var assets = Path.Combine(Repository.Root, project, "obj", "project.assets.json");
        Assert.True(File.Exists(assets), $"{assets} is missing: run ./test, which restores all projects");
        using var json = JsonDocument.Parse(File.ReadAllText(assets));
        var folder = json.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
        var targets = json.RootElement.GetProperty("targets").EnumerateObject().Single().Value;
        return
        [
            .. json.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(static l => l.Value.GetProperty("type").GetString() == "package")
                .Select(l => Read(l.Name, Path.Combine(folder, l.Value.GetProperty("path").GetString()!), targets.GetProperty(l.Name).TryGetProperty("runtime", out _)))
                .OrderBy(static p => p.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static ThirdPartyPackage Read(string key, string directory, bool hasAssemblies)
    {
        var metadata = XDocument.Load(Directory.GetFiles(directory, "*.nuspec").Single()).Root!.Elements().Single(static e => e.Name.LocalName == "metadata");
        var licence = metadata.Elements().FirstOrDefault(static e => e.Name.LocalName == "license" && (string?)e.Attribute("type") == "expression")?.Value;
        var parts = key.Split('/');
        return new(parts[0], parts[1], licence ?? s_looked.GetValueOrDefault(key), Text("copyright") ?? Text("authors")!, hasAssemblies);

        string? Text(string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
    }
}
