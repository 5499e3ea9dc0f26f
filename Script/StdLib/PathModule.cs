using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>std::path</c> (spec: stdlib 2.7).</summary>
internal static class PathModule
{
    // A segment that is passed over does not count as a step.
    [Function("path::try_default")]
    [Example("path::try_default([{\"k\": [5]}], [0, \"k\", 0], 9)", "5")]
    [Example("path::try_default([{\"k\": [5]}], [0, \"k\", 1], 9)", "9")]
    [Example("path::try_default(null, [], 9)", "9")]
    public static CallResult TryDefault(Value start, Value segments, Value otherwise)
    {
        if (start.IsNull) return otherwise;
        if (!start.IsRecord && !start.IsArray) return CallResult.Fail($"the base, {Quotation.Of(start)}, is no record, array or null");
        if (!segments.IsArray) return CallResult.Fail($"the segments, {Quotation.Of(segments)}, are no array");
        var pivot = start;
        var steps = 0;
        foreach (var segment in segments.Items)
        {
            if (pivot.IsRecord && segment.IsString)
            {
                if (!pivot.TryGetField(segment.Utf8, out pivot)) return otherwise;
                steps++;
            }
            else if (pivot.IsArray)
            {
                if (!segment.TryGetUInt64(out var index) || index >= (ulong)pivot.Count) return otherwise;
                pivot = pivot[(int)index];
                steps++;
            }
        }

        return steps > 0 && steps < segments.Count ? otherwise : pivot;
    }
}
