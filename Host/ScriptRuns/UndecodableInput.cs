using Tremor.Dataflow.Host.Flows;
using Tremor.Dataflow.Host.Reporting;

namespace Tremor.Dataflow.Host.ScriptRuns;

/// <summary>What a run says that ends at an input it cannot decode (spec: runtime 17.2).</summary>
internal static class UndecodableInput
{
    /// <summary>Which event it is, what is wrong, and how much was left where it is; one line.</summary>
    /// <param name="behind">Events that were read behind it.</param>
    public static string Describe(DecodeFailure failure, long behind, ScriptRunOptions options, SideTotals input)
    {
        var what = failure.IsRefused ? $"preprocessed ({string.Join(", ", options.Preprocessors)})" : $"decoded as {options.Decoder}";
        var left = new List<string>();
        if (behind > 0) left.Add($"{Quantity.Count(behind, "event")} behind it {(behind == 1 ? "was" : "were")} read and not looked at");
        if (input.Unread() is { } unread) left.Add(unread);
        return $"event {failure.Position + 1} of the input cannot be {what}: {failure.Error}; the run ends there" + (left.Count == 0 ? "" : $", {string.Join(", ", left)}");
    }
}
