using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Host.Drawing;

/// <summary>What a drawing says of a node below its name.</summary>
internal static class NodeLabel
{
    /// <summary>Its kind; of a select also its windows, and that it groups.</summary>
    public static string Of(NodePlan node)
    {
        if (node.Work is not SelectWork { Select: var select }) return node.Kind;
        var windows = select.Windows.Count == 0 ? "" : $"[{string.Join(", ", select.Windows.Select(static w => w.Name))}]";
        return $"{node.Kind}{windows}{(select.Group.Count == 0 ? "" : " group by")}";
    }
}
