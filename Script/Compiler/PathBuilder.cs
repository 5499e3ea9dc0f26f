using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>Paths (spec: language 4).</summary>
internal sealed class PathBuilder(BodyContext context, CodeBuilder builder)
{
    public Code Path(PathExpression path)
    {
        var segments = Segments(path);
        var root = Root(path, out var origin);
        if (path.Root == PathRoot.Name && root is LocalCode local) context.Variables.MarkRead(local.Slot, path);
        return segments.Length == 0 ? root : new PathCode(origin, root, segments);
    }

    public Code Presence(PresenceExpression presence)
    {
        // Where there is no root, nobody asks for the rest.
        using var part = context.Variables.BeginPart();
        var segments = Segments(presence.Path);
        var root = Root(presence.Path, out var origin);
        if (root is LocalCode tested) context.Variables.MarkTested(tested.Slot);
        return new PresenceCode(segments.Length == 0 ? null : new PathCode(origin, root, segments), root, presence.IsPresent);
    }

    public Code Root(PathExpression path, out PathOrigin origin)
    {
        origin = PathOrigin.Local;
        switch (path.Root)
        {
            case PathRoot.Event:
                origin = PathOrigin.Event;
                context.TouchEvent(path);
                return EventCode.Instance;
            case PathRoot.Meta:
                origin = PathOrigin.Global;
                context.TouchEvent(path);
                return MetaCode.Instance;
            case PathRoot.State:
                origin = PathOrigin.State;
                context.TouchEvent(path);
                return StateCode.Instance;
            case PathRoot.Window:
                return WindowCode.Instance;
            case PathRoot.Group:
                return GroupCode.Instance;
            case PathRoot.Args:
                if (context.Function is null) return context.Args is { } args ? new ConstantCode(args) : ArgsCode.Instance;
                if (context.Function.ArgsSlot < 0) context.Function.ArgsSlot = context.Variables.NewSlot();
                return Local(context.Function.ArgsSlot, "args", path);
            case PathRoot.Qualified:
                if (context.Names.Find(path.Prefix) is { } scope && scope.Constants.TryGetValue(path.Name, out var qualified))
                    return new ConstantCode(qualified);
                var name = string.Join("::", path.Prefix.Append(path.Name));
                throw BodyContext.Error(ErrorKind.Generic, context.SiteOf(path), $"The constant {name} (absolute path) is not defined.", MeantConstant(path), 2);
            case PathRoot.Expression:
                return builder.Build(path.Of!);
            default:
                return context.Names.Constants.TryGetValue(path.Name, out var constant)
                    ? new ConstantCode(constant)
                    : Local(context.Variables.SlotOf(path.Name), path.Name, path);
        }
    }

    private string? MeantConstant(PathExpression path)
    {
        if (context.Names.Find(path.Prefix) is not { } scope) return context.Compilation.Meant.ForModule(path.Prefix, path.Name, context.Names);
        return NearestName.FindWithin(2, path.Name, scope.Constants.Keys) is { } near ? $"Did you mean `{near}`?"
            : scope.Functions.ContainsKey(path.Name) ? $"it is a function: `{string.Join("::", path.Prefix)}::{path.Name}(..)`"
            : null;
    }

    public LocalCode Local(int slot, string name, PathExpression path) =>
        new(slot, name, context.SiteOf(path), context.Variables.Names, context.Function is { } function && slot < function.Parameters ? function.Name : null);

    public SegmentCode[] Segments(PathExpression path)
    {
        var codes = new SegmentCode[path.Segments.Count];
        for (var i = 0; i < codes.Length; i++) codes[i] = Segment(path.Segments[i], path);
        return codes;
    }

    private SegmentCode Segment(Segment segment, PathExpression path)
    {
        var site = context.SiteOf(segment.Span, path.Span);
        switch (segment)
        {
            case FieldSegment field:
                return new FieldSegmentCode(site, new FieldName(field.Name), context.Compilation.NewCache());
            case IndexSegment { Index: StringExpression { Constant: { } name } }:
                return new FieldSegmentCode(site, new FieldName(name), context.Compilation.NewCache());
            case IndexSegment { Index: LiteralExpression { Value.Kind: not ValueKind.Integer } literal }:
                throw BodyContext.Error(
                    ErrorKind.TypeConflict, context.SiteOf(literal.Span, path.Span),
                    $"Conflicting types: found {Failures.TypeOf(literal.Value)} but expected integer or string",
                    literal.Value.Kind == ValueKind.Float ? Failures.RoundingHint : null);
            case IndexSegment index:
                return new IndexSegmentCode(site, context.SiteOf(path), builder.Build(index.Index), index.Index is LiteralExpression);
            default:
                return Range((RangeSegment)segment, site, path);
        }
    }

    private RangeSegmentCode Range(RangeSegment range, Site site, PathExpression path)
    {
        var from = context.SiteOf(range.From.Span, path.Span);
        var to = context.SiteOf(range.To.Span, path.Span);
        CheckBound(range.From, from);
        CheckBound(range.To, to);
        if (range.From is LiteralExpression first && range.To is LiteralExpression last
            && first.Value.TryGetUInt64(out var start) && last.Value.TryGetUInt64(out var end) && end < start)
            throw BodyContext.Error(ErrorKind.DecreasingRange, site, $"The range {start}:{end} ends before it starts");
        return new RangeSegmentCode(site, builder.Build(range.From), builder.Build(range.To), from, to);
    }

    private static void CheckBound(Expression bound, Site site)
    {
        if (bound is LiteralExpression { Value: var value } && value.Kind != ValueKind.Integer)
            throw BodyContext.Error(
                ErrorKind.TypeConflict, site, $"Conflicting types: found {Failures.TypeOf(value)} but expected integer",
                value.Kind == ValueKind.Float ? Failures.RoundingHint : null);
        if (bound is StringExpression { Constant: not null })
            throw BodyContext.Error(ErrorKind.TypeConflict, site, "Conflicting types: found string but expected integer");
    }
}
