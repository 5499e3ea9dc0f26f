using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>The surroundings of the text that is compiled.</summary>
public sealed record ScriptSurroundings
{
    /// <summary>Finds the modules that are not part of the standard library.</summary>
    public required IModuleResolver Modules { get; init; }

    /// <summary>
    /// The value of <c>args</c>; null where nothing gives arguments, which makes it a null that is not constant
    /// (spec: language 8.5, language 11.2).
    /// </summary>
    public Value? Args { get; init; }

    /// <summary>Modules that are known from outside.</summary>
    public IReadOnlyList<UseDefinition> Uses { get; init; } = [];

    /// <summary>The module around the text, whose names it sees; null for none.</summary>
    public SourceText? Module { get; init; }

    /// <summary>Whether the text is a file of its own, which may begin with a module comment.</summary>
    public bool IsFile { get; init; } = true;
}

/// <summary>
/// Compiles scripts and expressions, as texts or parsed already. Findings are added in order (spec: language 12.7), the first error first; what has an
/// error gives null. Thread-safe.
/// </summary>
public static class ScriptCompiler
{
    /// <summary>The text of a module, such as <c>std::array</c>; null where there is none, or it cannot be read.</summary>
    public static SourceText? FindModule(string path, IModuleResolver modules)
    {
        var file = path.Replace("::", "/", StringComparison.Ordinal);
        try
        {
            return modules.Find(file) ?? LibraryModules.Instance.Find(file);
        }
        catch (UnreadableModuleException)
        {
            return null;
        }
    }

    /// <summary>A whole script.</summary>
    public static CompiledScript? Compile(SourceText source, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        ScriptSyntax.Script(source, surroundings.IsFile, findings) is { } script ? Compile(script, surroundings, findings) : null;

    /// <inheritdoc cref="Compile(SourceText, ScriptSurroundings, List{Diagnostic})"/>
    public static CompiledScript? Compile(ParsedScript script, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        Compile(script, surroundings, WindowSection.None, findings);

    /// <summary>A section of a window: it changes nothing but the state (spec: query 13).</summary>
    /// <param name="isTick">Whether it runs when time passes, where there is no event.</param>
    public static CompiledScript? CompileWindowScript(ParsedScript script, bool isTick, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        Compile(script, surroundings, isTick ? WindowSection.Tick : WindowSection.Event, findings);

    private static CompiledScript? Compile(ParsedScript script, ScriptSurroundings surroundings, WindowSection section, List<Diagnostic> findings) => TextBoundary.Guard(script.Source, findings, () =>
    {
        var (tree, source) = (script.Tree, script.Source);
        var compilation = new Compilation(surroundings.Modules, new CallContext());
        var scope = ScopeOf(compilation, surroundings);
        var builder = new CodeBuilder(new BodyContext(compilation, scope, source, compilation.Warnings) { Args = surroundings.Args, Section = section });
        var statements = Build(script, compilation, scope, builder);

        // A file of definitions alone passes the event on; a constant at its end is a value.
        if (tree.Statements.All(static s => s is not ExpressionStatement) && tree.Statements[^1] is not ConstStatement) statements.Clear();
        return Finish(compilation, builder, CodeBuilder.BuildScript(statements), script.Site, findings);
    });

    /// <summary>One clause of a <c>select</c>: an expression without local variables of its own (spec: query 12.2).</summary>
    public static CompiledScript? CompileClause(SourceText source, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        ScriptSyntax.Clause(source, findings) is { } clause ? CompileClause(clause, surroundings, findings) : null;

    /// <inheritdoc cref="CompileClause(SourceText, ScriptSurroundings, List{Diagnostic})"/>
    public static CompiledScript? CompileClause(ParsedExpression clause, ScriptSurroundings surroundings, List<Diagnostic> findings) => TextBoundary.Guard(clause.Source, findings, () =>
    {
        var compilation = new Compilation(surroundings.Modules, new CallContext());
        var scope = ScopeOf(compilation, surroundings);
        var builder = new CodeBuilder(new BodyContext(compilation, scope, clause.Source, compilation.Warnings) { Args = surroundings.Args, IsSelect = true });
        return Finish(compilation, builder, BuildClause(builder, clause), clause.Site, findings);
    });

    /// <summary>The target and the <c>having</c> of a windowed <c>select</c>, which may aggregate (spec: query 12.2, query 16).</summary>
    /// <param name="groups">The group expressions, flattened: in the target the same expressions stand for the values of the group.</param>
    public static CompiledSelection? CompileSelection(
        ParsedExpression target, ParsedExpression? having, IReadOnlyList<ParsedExpression> groups, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        TextBoundary.Guard(target.Source, findings, () =>
        {
            var windowed = new WindowedClauses([.. groups.Select(static g => g.Tree)]);
            var compilation = new Compilation(surroundings.Modules, new CallContext());
            var scope = ScopeOf(compilation, surroundings);
            var (targetBuilder, targetCode) = Build(target, bansEvent: true);
            if (windowed.EventReference is { } reference)
                throw new ScriptException(new ScriptError(ErrorKind.NoEventReferencesAllowed, reference, "References to `event` or `$` are not allowed in this context"));
            var havingParts = having is null ? default : Build(having, bansEvent: false);
            var compiledTarget = Finish(compilation, targetBuilder, targetCode, target.Site, findings);
            var compiledHaving = having is null ? null : Finish(compilation, havingParts.Builder!, havingParts.Code, having.Site, findings);
            var frame = Math.Max(targetBuilder.Variables.FrameSize, havingParts.Builder?.Variables.FrameSize ?? 0);
            var absorb = Finish(compilation, targetBuilder, windowed.Absorb, target.Site, findings, frame);
            return new CompiledSelection(compiledTarget, compiledHaving, absorb, windowed.Calls);

            (CodeBuilder Builder, Code Code) Build(ParsedExpression clause, bool bansEvent)
            {
                var builder = new CodeBuilder(new BodyContext(compilation, scope, clause.Source, compilation.Warnings)
                {
                    Args = surroundings.Args,
                    IsSelect = true,
                    Windowed = windowed,
                    BansEvent = bansEvent,
                });
                return (builder, BuildClause(builder, clause));
            }
        });

    private static Code BuildClause(CodeBuilder builder, ParsedExpression clause)
    {
        var code = builder.Build(clause.Tree);
        if (builder.Variables.HasLocals) throw new ScriptException(new ScriptError(ErrorKind.NoLocalsAllowed, clause.Site, "Local variables are not allowed here"));
        return code;
    }

    /// <summary>The value of a constant expression.</summary>
    public static Value? Evaluate(SourceText source, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        ScriptSyntax.Simple(source, findings) is { } expression ? Evaluate(expression, surroundings, findings) : null;

    /// <summary>The value of a text as the inside of a string literal, with <c>#{ }</c> interpolation.</summary>
    public static Value? Interpolate(SourceText source, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        ScriptSyntax.Template(source, findings) is { } template ? Evaluate(template, surroundings, findings) : null;

    /// <inheritdoc cref="Evaluate(SourceText, ScriptSurroundings, List{Diagnostic})"/>
    public static Value? Evaluate(ParsedExpression expression, ScriptSurroundings surroundings, List<Diagnostic> findings) =>
        TextBoundary.Guard(expression.Source, findings, () =>
        {
            var source = expression.Source;
            var compilation = new Compilation(surroundings.Modules, new CallContext());
            var builder = new CodeBuilder(
                new BodyContext(compilation, ScopeOf(compilation, surroundings), source, compilation.Warnings) { Args = surroundings.Args });
            var code = compilation.NewFolder(isStrict: true, expression.Site, mustEnd: true).Fold(builder.Build(expression.Tree));
            if (!code.IsConstant) throw Compilation.NotConstant(source, expression.Tree);
            compilation.End();
            findings.AddRange(compilation.Warnings.ToDiagnostics());
            return code;
        })?.Constant;

    /// <summary>
    /// The statements of a script, checked one after the other. No other statement depends on one that defines nothing, so an error in it is not the
    /// last; behind a definition that has one, names would be missing that are there.
    /// </summary>
    private static List<Code> Build(ParsedScript script, Compilation compilation, NameScope scope, CodeBuilder builder)
    {
        const int maxErrors = 20;
        var errors = new List<ScriptError>();
        var statements = new List<Code>();
        foreach (var statement in script.Tree.Statements)
        {
            try
            {
                if (statement is ExpressionStatement expression) statements.Add(builder.BuildStatement(expression.Expression));
                else compilation.Define(statement, script.Source, scope, isModule: false);
                if (statement is ConstStatement constant) statements.Add(new ConstantCode(scope.Constants[constant.Name]));
            }
            catch (ScriptException e)
            {
                errors.AddRange(e.All);
                if (statement is not ExpressionStatement || errors.Count >= maxErrors) break;
            }
        }

        return errors.Count == 0 ? statements : throw new ScriptException(errors[0], errors.GetRange(1, errors.Count - 1));
    }

    private static CompiledScript Finish(Compilation compilation, CodeBuilder builder, Code code, Site site, List<Diagnostic> findings, int frame = 0)
    {
        var folder = compilation.NewFolder(isStrict: true, site);
        var folded = folder.Fold(code);
        compilation.End();
        builder.WarnOfBody();
        findings.AddRange(compilation.Warnings.ToDiagnostics());
        return new CompiledScript(folded, site, Math.Max(frame, builder.Variables.FrameSize), compilation.Caches, folder.Ports);
    }

    private static NameScope ScopeOf(Compilation compilation, ScriptSurroundings surroundings)
    {
        var scope = new NameScope();
        if (surroundings.Module is { } module) compilation.Enter(module, scope);
        foreach (var use in surroundings.Uses)
            compilation.Use(use.Module, use.As, scope);

        return scope;
    }
}
