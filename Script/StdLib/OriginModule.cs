using System.Globalization;
using System.Text;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>tremor::origin</c> (spec: stdlib 5.2): where the event came from; <c>null</c> for one without origin.</summary>
internal static class OriginModule
{
    private static readonly FieldName[] s_fields = [new("scheme"), new("host"), new("port"), new("path")];

    [Function("origin::scheme", IsConstant = false)]
    public static Value Scheme(CallContext context) => context.Origin is { } origin ? Value.From(origin.Scheme) : Value.Null;

    [Function("origin::host", IsConstant = false)]
    public static Value Host(CallContext context) => context.Origin is { } origin ? Value.From(origin.Host) : Value.Null;

    [Function("origin::port", IsConstant = false)]
    public static Value Port(CallContext context) => context.Origin is { Port: { } port } ? Value.From((long)port) : Value.Null;

    [Function("origin::path", IsConstant = false)]
    public static Value Path(CallContext context) => context.Origin is { } origin ? PathOf(origin) : Value.Null;

    [Function("origin::as_uri_string", IsConstant = false)]
    public static Value AsUriString(CallContext context)
    {
        if (context.Origin is not { } origin) return Value.Null;
        var uri = new StringBuilder(origin.Scheme).Append("://").Append(origin.Host);
        if (origin.Port is { } port) uri.Append(CultureInfo.InvariantCulture, $":{port}");
        foreach (var segment in origin.Path) uri.Append('/').Append(segment);
        return Value.From(uri.ToString());
    }

    [Function("origin::as_uri_record", IsConstant = false)]
    public static Value AsUriRecord(CallContext context) => context.Origin is null
        ? Value.Null
        : Value.FromFields(s_fields, [Scheme(context), Host(context), Port(context), Path(context)]);

    private static Value PathOf(OriginUri origin) => Value.FromArray([.. origin.Path.Select(Value.From)]);
}
