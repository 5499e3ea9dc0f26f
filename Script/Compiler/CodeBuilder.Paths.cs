using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <content>Paths and assignments (spec: language 4).</content>
internal sealed partial class CodeBuilder
{
    private Code Path(PathExpression path)
    {
        var segments = Segments(path);
        var root = Root(path, out var origin);
        return segments.Length == 0 ? root : new PathCode(origin, root, segments);
    }

    private Code Presence(PresenceExpression presence)
    {
        var segments = Segments(presence.Path);
        var root = Root(presence.Path, out var origin);
        return new PresenceCode(segments.Length == 0 ? null : new PathCode(origin, root, segments), root, presence.IsPresent);
    }

    private Code Root(PathExpression path, out PathOrigin origin)
    {
        origin = PathOrigin.Local;
        switch (path.Root)
        {
            case PathRoot.Event:
                origin = PathOrigin.Event;
                TouchEvent();
                return EventCode.Instance;
            case PathRoot.Meta:
                origin = PathOrigin.Global;
                TouchEvent();
                return MetaCode.Instance;
            case PathRoot.State:
                origin = PathOrigin.State;
                TouchEvent();
                return StateCode.Instance;
            case PathRoot.Window:
                return WindowCode.Instance;
            case PathRoot.Group:
                return GroupCode.Instance;
            case PathRoot.Args:
                if (_function is null) return Args is { } args ? new ConstantCode(args) : ArgsCode.Instance;
                if (_function.ArgsSlot < 0) _function.ArgsSlot = NewSlot();
                return Local(_function.ArgsSlot, "args", path);
            case PathRoot.Qualified:
                if (_scope.Find(path.Prefix) is { } scope && scope.Constants.TryGetValue(path.Name, out var qualified)) return new ConstantCode(qualified);
                var name = string.Join("::", path.Prefix.Append(path.Name));
                throw Error(ErrorKind.Generic, SiteOf(path), $"The constant {name} (absolute path) is not defined.", lines: 2);
            case PathRoot.Expression:
                return Build(path.Of!);
            default:
                return _scope.Constants.TryGetValue(path.Name, out var constant)
                    ? new ConstantCode(constant)
                    : Local(SlotOf(path.Name), path.Name, path);
        }
    }

    private LocalCode Local(int slot, string name, PathExpression path) => new(slot, name, SiteOf(path), _locals.Keys);

    private int SlotOf(string name)
    {
        for (var i = _bound.Count - 1; i >= 0; i--)
        {
            if (_bound[i].Name != name) continue;
            _looked.Add(_bound[i].Slot);
            return _bound[i].Slot;
        }

        HasLocals = true;
        if (!_locals.TryGetValue(name, out var slot)) _locals.Add(name, slot = NewSlot());
        return slot;
    }

    private void TouchEvent()
    {
        if (_function is not null) _function.TouchesEvent = true;
    }

    private SegmentCode[] Segments(PathExpression path)
    {
        var codes = new SegmentCode[path.Segments.Count];
        for (var i = 0; i < codes.Length; i++) codes[i] = Segment(path.Segments[i], path);
        return codes;
    }

    private SegmentCode Segment(Segment segment, PathExpression path)
    {
        var site = new Site(_source, segment.Span, path.Span);
        switch (segment)
        {
            case FieldSegment field:
                return new FieldSegmentCode(site, new FieldName(field.Name), _compilation.NewCache());
            case IndexSegment { Index: StringExpression { Constant: { } name } }:
                return new FieldSegmentCode(site, new FieldName(name), _compilation.NewCache());
            case IndexSegment { Index: LiteralExpression { Value.Kind: not ValueKind.Integer } literal }:
                throw Error(ErrorKind.TypeConflict, new Site(_source, literal.Span, path.Span), $"Conflicting types: found {Failures.TypeOf(literal.Value)} but expected integer or string", literal.Value.Kind == ValueKind.Float ? Failures.RoundingHint : null);
            case IndexSegment index:
                return new IndexSegmentCode(site, SiteOf(path), Build(index.Index), index.Index is LiteralExpression);
            default:
                return Range((RangeSegment)segment, site, path);
        }
    }

    private RangeSegmentCode Range(RangeSegment range, Site site, PathExpression path)
    {
        var from = new Site(_source, range.From.Span, path.Span);
        var to = new Site(_source, range.To.Span, path.Span);
        CheckBound(range.From, from);
        CheckBound(range.To, to);
        if (range.From is LiteralExpression first && range.To is LiteralExpression last
            && first.Value.TryGetUInt64(out var start) && last.Value.TryGetUInt64(out var end) && end < start)
            throw Error(ErrorKind.DecreasingRange, site, $"The range {start}:{end} ends before it starts");
        return new RangeSegmentCode(site, Build(range.From), Build(range.To), from, to);
    }

    private void CheckBound(Expression bound, Site site)
    {
        if (bound is LiteralExpression { Value: var value } && value.Kind != ValueKind.Integer)
            throw Error(ErrorKind.TypeConflict, site, $"Conflicting types: found {Failures.TypeOf(value)} but expected integer", value.Kind == ValueKind.Float ? Failures.RoundingHint : null);
        if (bound is StringExpression { Constant: not null })
            throw Error(ErrorKind.TypeConflict, site, "Conflicting types: found string but expected integer");
    }

    private Code Let(LetExpression let, bool isTail)
    {
        var path = let.Path;
        var segments = Segments(path);
        var site = SiteOf(let);
        var isConstant = path.Root == PathRoot.Name && _scope.Constants.ContainsKey(path.Name);
        if (isConstant || path.Root is PathRoot.Args or PathRoot.Window or PathRoot.Group or PathRoot.Qualified or PathRoot.Expression)
        {
            Root(path, out _);
            var what = path.Root switch
            {
                PathRoot.Args => "`args`",
                PathRoot.Window => "`window`",
                PathRoot.Group => "`group`",
                PathRoot.Expression => "the result of an expression",
                _ => $"the constant `{path.Name}`",
            };
            return new LetErrorCode(Build(let.Value, isTail), segments, ErrorKind.AssignToConst, site, $"Nothing can be assigned to {what}");
        }

        if (path.Root == PathRoot.Name)
        {
            var slot = SlotOf(path.Name);
            var value = Build(let.Value, isTail);
            return segments.Length == 0
                ? new LetCode(LetTarget.Local, slot, value)
                : new LetPathCode(LetTarget.Local, Local(slot, path.Name, path), segments, value);
        }

        TouchEvent();
        var target = path.Root switch { PathRoot.Event => LetTarget.Event, PathRoot.State => LetTarget.State, _ => LetTarget.Meta };
        var assigned = Build(let.Value, isTail);
        if (segments.Length > 0)
        {
            return target == LetTarget.Meta && segments is [FieldSegmentCode field]
                ? new LetMetaCode(field, assigned)
                : new LetPathCode(target, null, segments, assigned);
        }

        return target == LetTarget.Meta
            ? new LetErrorCode(assigned, segments, ErrorKind.InvalidAssign, site, "The metadata as a whole cannot be assigned; fields of it can: `let $name = ..`")
            : new LetCode(target, -1, assigned);
    }
}
