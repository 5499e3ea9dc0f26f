using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>A setting with all values filled in.</summary>
/// <param name="Unknown">JSON pointers (RFC 6901), from the value itself, to what could not be evaluated; null stands in its place.</param>
internal sealed record Evaluated(Value Value, IReadOnlyList<string> Unknown)
{
    public bool IsKnown => Unknown.Count == 0;

    /// <summary>Whether nothing of it is known.</summary>
    public bool IsUnknown => Unknown.Contains("");

    /// <summary>A member of a record; null where there is none of that name.</summary>
    public Evaluated? Member(string name) => Value.TryGetField(name, out var value) ? Part(value, SettingPath.Step(name)) : null;

    /// <summary>An item of a list.</summary>
    public Evaluated Item(int index) => Part(Value[index], $"/{index}");

    private Evaluated Part(Value value, string step) =>
        new(value, [.. Unknown.Where(u => u == step || u.StartsWith(step + "/", StringComparison.Ordinal)).Select(u => u[step.Length..])]);
}

/// <summary>Ways into a setting.</summary>
internal static class SettingPath
{
    /// <summary>The step of a JSON pointer to a member.</summary>
    public static string Step(string key) => "/" + key.Replace("~", "~0").Replace("/", "~1");

    /// <summary>
    /// The setting that a pointer leads to from another one, as far as something is written (a computed value has no parts), and the key through
    /// which the last step went.
    /// </summary>
    public static (Setting Setting, Name? Through) Follow(Setting setting, string pointer)
    {
        Name? through = null;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var key = part.Replace("~1", "/").Replace("~0", "~");
            if (setting is ListSetting list && int.TryParse(key, out var index) && index < list.Items.Count) (setting, through) = (list.Items[index], null);
            else if (setting is RecordSetting record && record.Fields.FirstOrDefault(f => f.Key.Text == key) is { } field) (setting, through) = (field.Value, field.Key);
            else break;
        }

        return (setting, through);
    }
}
