namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>A node of the type <c>route</c>, as it is written: no other form of a definition has it (spec: extensions 5.1).</summary>
/// <param name="Routes">The conditions by the ports to which they lead, in the order in which they are tried.</param>
/// <param name="Default">The port of what no condition holds for; null where that is dropped.</param>
internal sealed record RouteNode(Name Name, IReadOnlyList<(Name Port, WrittenText Condition)> Routes, string? Default, bool SendsToAll)
{
    /// <summary>Ports that can be read.</summary>
    public IEnumerable<string> Ports => Routes.Select(static r => r.Port.Text).Concat(Default is null ? [] : [Default]).Concat(SendsToAll ? [] : ["err"]).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>The script that it stands for where an event leaves by the first port whose condition holds.</summary>
    public WrittenText Script()
    {
        var text = new ComposedText(Name.Place);
        text.Add("match event of\n");
        foreach (var (port, condition) in Routes)
        {
            text.Add("  case _ when ");
            text.AddInParentheses(condition);
            text.Add($" => emit => {Quoted(port.Text)}\n");
        }

        text.Add($"  case _ => {(Default is null ? "drop" : $"emit => {Quoted(Default)}")}\nend");
        return text.ToText();
    }

    /// <summary>The condition for what leaves by a port where an event leaves by every port whose condition holds.</summary>
    /// <param name="where">What a link from there asks for besides; null for nothing.</param>
    public WrittenText Where(string port, WrittenText? where, Place place)
    {
        var text = new ComposedText(place);
        var own = Routes.FirstOrDefault(r => r.Port.Text.Equals(port, StringComparison.OrdinalIgnoreCase)).Condition;
        var isDefault = port.Equals(Default, StringComparison.OrdinalIgnoreCase);
        var alternatives = own is not null && isDefault;
        if (alternatives) text.Add("(");
        if (own is not null) text.AddInParentheses(own);
        if (alternatives) text.Add(" or (");
        if (isDefault)
        {
            for (var i = 0; i < Routes.Count; i++)
            {
                text.Add(i == 0 ? "not " : " and not ");
                text.AddInParentheses(Routes[i].Condition);
            }
        }

        if (alternatives) text.Add("))");
        if (where is not null)
        {
            text.Add(" and ");
            text.AddInParentheses(where);
        }

        return text.ToText();
    }

    private static string Quoted(string port) =>
        $"\"{port.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("#{", "\\#{", StringComparison.Ordinal)}\"";
}
