namespace Tremor.Dataflow.Engine.Documentation;

/// <summary>Something that can be looked up in the manual.</summary>
/// <param name="Name">The whole name, such as <c>std::string::len</c>, <c>flow::connectors::file</c> or <c>errors::Overflow</c>.</param>
/// <param name="Summary">A sentence.</param>
/// <param name="IsMember">Whether it is a part of something: a function of a module, a property of a record.</param>
/// <param name="Page">All about it, as Markdown.</param>
public sealed record ManualEntry(string Name, string Summary, bool IsMember, Func<string> Page)
{
    /// <summary>Whether a name is this one, or its end: <c>len</c> and <c>string::len</c> mean <c>std::string::len</c>. Case does not count.</summary>
    internal bool IsMeantBy(string name) =>
        Name.EndsWith(name, StringComparison.OrdinalIgnoreCase) && (IsNamed(name) || Name.AsSpan(0, Name.Length - name.Length).EndsWith("::"));

    /// <summary>Whether a name is this one as a whole.</summary>
    internal bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The last parts of the name.</summary>
    internal string Last(int parts)
    {
        var all = Name.Split("::");
        return string.Join("::", all[Math.Max(0, all.Length - parts)..]);
    }
}
