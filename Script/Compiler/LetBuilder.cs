using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>Assignments (spec: language 4).</summary>
internal sealed class LetBuilder(BodyContext context, CodeBuilder builder)
{
    public Code Let(LetExpression let, bool isTail)
    {
        var path = let.Path;
        context.CheckAssignment(path);
        var segments = builder.Paths.Segments(path);
        var site = context.SiteOf(let);
        var isConstant = path.Root == PathRoot.Name && context.Names.Constants.ContainsKey(path.Name);
        if (isConstant || path.Root is PathRoot.Args or PathRoot.Window or PathRoot.Group or PathRoot.Qualified or PathRoot.Expression)
        {
            builder.Paths.Root(path, out _);
            var what = path.Root switch
            {
                PathRoot.Args => "`args`",
                PathRoot.Window => "`window`",
                PathRoot.Group => "`group`",
                PathRoot.Expression => "the result of an expression",
                _ => $"the constant `{path.Name}`",
            };
            return new LetErrorCode(builder.Build(let.Value, isTail), segments, ErrorKind.AssignToConst, site, $"Nothing can be assigned to {what}");
        }

        if (path.Root == PathRoot.Name)
        {
            var slot = context.Variables.SlotOf(path.Name);
            if (segments.Length == 0) context.Variables.MarkAssigned(slot);
            else context.Variables.MarkRead(slot, path);
            var value = builder.Build(let.Value, isTail);
            if (segments.Length == 0) context.Failures.Assign(slot, value);
            return segments.Length == 0
                ? new LetCode(LetTarget.Local, slot, value, site)
                : new LetPathCode(LetTarget.Local, builder.Paths.Local(slot, path.Name, path), segments, value, site);
        }

        context.TouchEvent(path);
        var target = path.Root switch { PathRoot.Event => LetTarget.Event, PathRoot.State => LetTarget.State, _ => LetTarget.Meta };
        var assigned = builder.Build(let.Value, isTail);
        if (segments.Length > 0)
        {
            return target == LetTarget.Meta && segments is [FieldSegmentCode field]
                ? new LetMetaCode(field, assigned)
                : new LetPathCode(target, null, segments, assigned, site);
        }

        return target == LetTarget.Meta
            ? new LetErrorCode(assigned, segments, ErrorKind.InvalidAssign, site, "The metadata as a whole cannot be assigned; fields of it can: `let $name = ..`")
            : new LetCode(target, -1, assigned, site);
    }
}
