using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>
/// The doc comments of components, from the documentation file that the compiler puts beside the assembly or, where the program is a single file, from
/// its resource of that name: the texts of the schema and of reference pages. Without them there are no texts.
/// </summary>
public static partial class DocumentationReader
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> s_members = new();

    /// <summary>The summary of a type as one line; null when there is none.</summary>
    public static string? Summary(Type type) => Text(type.Assembly, $"T:{NameOf(type)}", "summary");

    /// <inheritdoc cref="Summary(Type)"/>
    public static string? Summary(PropertyInfo property) =>
        Text(property.DeclaringType!.Assembly, $"P:{NameOf(property.DeclaringType)}.{property.Name}", "summary");

    /// <summary>The remarks of a type, paragraph by paragraph; examples, which are JSON, as blocks of code.</summary>
    public static IEnumerable<string> RemarkParagraphs(Type type) => Remarks(type.Assembly, $"T:{NameOf(type)}");

    /// <summary>The summary of an enum's name.</summary>
    public static string? Summary(Type type, object choice) => Text(type.Assembly, $"F:{NameOf(type)}.{choice}", "summary");

    /// <inheritdoc cref="RemarkParagraphs(Type)"/>
    public static IEnumerable<string> RemarkParagraphs(Type type, object choice) => Remarks(type.Assembly, $"F:{NameOf(type)}.{choice}");

    private static IEnumerable<string> Remarks(Assembly assembly, string member) =>
        s_members.GetOrAdd(assembly, Read).GetValueOrDefault(member)?.Element("remarks") is { } remarks ? Paragraphs(remarks) : [];

    /// <summary>A paragraph is a block element, or what stands before, between or behind them.</summary>
    private static IEnumerable<string> Paragraphs(XElement remarks)
    {
        var loose = new XElement("para");
        foreach (var node in remarks.Nodes().Append(new XElement("para")))
        {
            if (node is not XElement { Name.LocalName: "para" or "example" } block)
            {
                loose.Add(node);
                continue;
            }

            if (Line(loose) is { } before) yield return before;
            loose = new XElement("para");
            if (block.Name.LocalName == "example") yield return $"```json\n{block.Value.Trim()}\n```";
            else if (Line(block) is { } paragraph) yield return paragraph;
        }
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string? Text(Assembly assembly, string member, string section)
    {
        var members = s_members.GetOrAdd(assembly, Read);
        return members.GetValueOrDefault(member)?.Element(section) is { } element ? Line(element) : null;
    }

    private static string? Line(XElement element)
    {
        var text = new StringBuilder();
        Append(element, text);
        var line = Blanks().Replace(SpecificationMark().Replace(text.ToString(), ""), " ").Trim();
        return line.Length == 0 ? null : line;
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText plain:
                    text.Append(plain.Value);
                    break;
                case XElement { Name.LocalName: "c" or "code" } code:
                    // Markdown: code that holds a backtick goes between two.
                    text.Append(code.Value.Contains('`') ? $"`` {code.Value} ``" : $"`{code.Value}`");
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" } reference:
                    var target = (string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? "";
                    text.Append(reference.Value.Length > 0 ? reference.Value : target.Split('.', ':')[^1]);
                    break;
                case XElement { Name.LocalName: "para" } paragraph:
                    text.Append(' ');
                    Append(paragraph, text);
                    break;
                case XElement other:
                    Append(other, text);
                    break;
            }
        }
    }

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var members = new Dictionary<string, XElement>();
        try
        {
            using var text = Open($"{assembly.GetName().Name}.xml");
            if (text is null) return members;
            foreach (var member in XDocument.Load(text).Descendants("member"))
                if ((string?)member.Attribute("name") is { } name) members[name] = member;
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            members.Clear();
        }

        return members;
    }

    private static Stream? Open(string name)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(beside) ? File.OpenRead(beside) : Assembly.GetEntryAssembly()?.GetManifestResourceStream(name);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    /// <summary>Where the code names its source: of no use to readers of the manual.</summary>
    [GeneratedRegex(@"\s*\(spec: [^)]*\)")]
    private static partial Regex SpecificationMark();
}
