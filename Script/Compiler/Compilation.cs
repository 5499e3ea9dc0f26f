using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Flows;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>
/// One compilation: the modules that it loaded, each once by its content, and what its code needs of a machine. Of the phases of a
/// file (spec: language 12.7) lexing and parsing are over when it comes here; then it is checked statement by statement, then folded.
/// </summary>
/// <param name="caches">How many places look up fields in code that other compilations made and that runs on the same machine.</param>
internal sealed class Compilation(IModuleResolver modules, CallContext context, int caches = 0)
{
    /// <summary>Stands for who looks at a module from outside.</summary>
    private static readonly SourceText s_nobody = new("", "");

    private readonly Dictionary<string, Module> _loaded = new(StringComparer.Ordinal);

    /// <summary>The files that are being loaded, the first one on the outside, each with its current <c>use</c>.</summary>
    private readonly List<(SourceText Source, TextSpan Use)> _loading = [];

    private readonly FoldingBudget _budget = new();

    private ScriptException? _last;

    /// <summary>How many places in the code look up fields.</summary>
    public int Caches { get; private set; } = caches;

    public WarningSet Warnings { get; } = new();

    /// <summary>Hints for names that are not there.</summary>
    public MeantNames Meant { get; } = new(modules);

    public int NewCache() => Caches++;

    /// <summary>Remembers an error that must not take the place of any other (spec: language 12.7 phase 5).</summary>
    public void RefuseLast(ScriptException error) => _last ??= error;

    /// <summary>Ends the compilation when everything else has been checked.</summary>
    /// <exception cref="ScriptException">What was refused last.</exception>
    public void End()
    {
        if (_last is not null) throw _last;
    }

    /// <summary>Evaluates what is constant in the code of this compilation.</summary>
    /// <param name="place">Where all of it stands.</param>
    public Folder NewFolder(bool isStrict, Site place, bool mustEnd = false) => new(new Machine(context, Caches), isStrict, place, _budget, mustEnd);

    /// <summary>Enters a definition at the top level of a file into its scope.</summary>
    /// <param name="isModule">Modules warn nobody, and nothing but their constants is folded strictly.</param>
    public void Define(Statement statement, SourceText source, NameScope scope, bool isModule)
    {
        var warnings = isModule ? null : Warnings;
        switch (statement)
        {
            case UseStatement use:
                foreach (var module in use.Modules) scope.Modules[module.Alias] = Load(use, module, source);
                break;
            case ConstStatement constant:
                DefineConstant(constant, source, scope, warnings);
                break;
            case FnStatement function:
                DefineFunction(function, source, scope, warnings, isModule);
                break;
            case IntrinsicStatement intrinsic:
                DefineIntrinsic(intrinsic, source, scope, warnings);
                break;
        }
    }

    /// <summary>Makes the names of a module known as those of a scope inside of it.</summary>
    public void Enter(SourceText module, NameScope scope) => scope.Take(Load(module, s_nobody, default).Scope);

    /// <summary>Makes a module known under its alias.</summary>
    /// <param name="path">Such as <c>std::array</c>.</param>
    /// <exception cref="ScriptException">There is no such module.</exception>
    public void Use(string path, string? alias, NameScope scope)
    {
        var names = path.Split("::");
        if (Find(names, null) is not { } source) throw new ScriptException(new ScriptError(ErrorKind.ModuleNotFound, null, $"There is no module `{path}`", Meant.ForUse(names)));
        scope.Modules[alias ?? names[^1]] = Load(source, s_nobody, default);
    }

    private Module Load(UseStatement use, UsedModule module, SourceText user)
    {
        if (Find(module.Path, new Site(user, use.Target)) is { } source) return Load(source, user, use.Span);
        var where = modules.SearchPath.Count == 0 ? "there are no directories to search" : "searched: " + string.Join(", ", modules.SearchPath);
        throw new ScriptException(new ScriptError(
            ErrorKind.ModuleNotFound, new Site(user, use.Target), $"There is no module `{string.Join("::", module.Path)}`; {where}", Meant.ForUse(module.Path), 2));
    }

    private SourceText? Find(IReadOnlyList<string> path, Site? site)
    {
        var file = string.Join('/', path);
        try
        {
            return modules.Find(file) ?? LibraryModules.Instance.Find(file);
        }
        catch (UnreadableModuleException e)
        {
            throw new ScriptException(new ScriptError(ErrorKind.ModuleNotFound, site, e.Message, "Modules are files in UTF-8", 2));
        }
    }

    private Module Load(SourceText source, SourceText user, TextSpan use)
    {
        if (_loaded.TryGetValue(source.Text, out var known)) return known;
        if (_loading.Count == 0) _loading.Add((user, use));
        else _loading[^1] = (_loading[^1].Source, use);
        if (_loading.FindIndex(l => l.Source.Text == source.Text) is >= 0 and var first && (first > 0 || _loading.Count > 1 || user.Text == source.Text))
        {
            // The place is the `use` in the module that the main file uses directly.
            var (file, place) = _loading[Math.Min(1, _loading.Count - 1)];
            var chain = string.Join(" -> ", _loading.Skip(first).Select(static l => $"`{l.Source.Name}`").Append($"`{source.Name}`"));
            throw new ScriptException(new ScriptError(ErrorKind.CyclicUse, new Site(file, place), $"Modules use each other in a circle: {chain}", Lines: 2));
        }

        if (_loading.Count > TokenStream.MaxNesting)
            throw new ScriptException(new ScriptError(ErrorKind.CyclicUse, new Site(user, use), "Modules use each other too deep", Lines: 2));
        _loading.Add((source, default));
        var module = new Module(source, new NameScope());
        foreach (var statement in FlowReader.Module(source).Script.Statements) Define(statement, source, module.Scope, isModule: true);
        _loading.RemoveAt(_loading.Count - 1);
        _loaded.Add(source.Text, module);
        return module;
    }

    private void DefineConstant(ConstStatement constant, SourceText source, NameScope scope, WarningSet? warnings)
    {
        var builder = new CodeBuilder(new BodyContext(this, scope, source, warnings));
        var code = NewFolder(isStrict: true, new Site(source, constant.Value.Span), mustEnd: true).Fold(builder.Build(constant.Value));
        if (!code.IsConstant) throw NotConstant(source, constant.Value, "`let` is for what depends on the event, the state or the time");
        if (!scope.Constants.TryAdd(constant.Name, code.Constant)) throw Duplicate("constant", constant.Name, source, constant.Span);
        if (constant.Name.Any(char.IsLower))
            warnings?.Add(WarningClass.Consistency, new Site(source, constant.Span), $"The constant `{constant.Name}` is not in upper case: `{constant.Name.ToUpperInvariant()}`");
    }

    /// <summary>The error about a value that must be constant: drawn from the first column of its last line (spec: language 12.7).</summary>
    public static ScriptException NotConstant(SourceText source, Expression value, string? hint = null)
    {
        var start = value.Span.End == 0 ? 0 : source.Text.LastIndexOf('\n', value.Span.End - 1) + 1;
        var site = new Site(source, new TextSpan(start, value.Span.End), value.Span);
        return new ScriptException(new ScriptError(ErrorKind.NotConstant, site, "The expression isn't constant and can't be evaluated at compile time", hint));
    }

    private void DefineFunction(FnStatement function, SourceText source, NameScope scope, WarningSet? warnings, bool isModule)
    {
        var body = new FunctionBody(function.Name, function.Parameters.Count, function.IsVariadic);
        var builder = new CodeBuilder(new BodyContext(this, scope, source, warnings, body));
        body.Code = builder.BuildFunction(function);
        body.Code = NewFolder(!isModule, new Site(source, function.Span)).Fold(body.Code);
        // A function that only passes its parameters on is the function that it calls.
        var symbol = ForwardedBy(function) is { } call ? builder.Calls.Resolve(call) : new FunctionSymbol(null, body);
        if (function.Body is [CallExpression only]) symbol = symbol with { Warning = builder.Calls.Resolve(only).Warning };
        if (!scope.Functions.TryAdd(function.Name, symbol)) throw Duplicate("function", function.Name, source, function.Span);
    }

    private static CallExpression? ForwardedBy(FnStatement function)
    {
        if (function.IsVariadic || function.Body is not [CallExpression call] || call.Arguments.Count != function.Parameters.Count) return null;
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call.Arguments[i] is not PathExpression { Root: PathRoot.Name, Segments.Count: 0 } path || path.Name != function.Parameters[i].Name)
                return null;
        }

        return call;
    }

    private static void DefineIntrinsic(IntrinsicStatement intrinsic, SourceText source, NameScope scope, WarningSet? warnings)
    {
        var site = new Site(source, intrinsic.Span);
        var native = FindNative(intrinsic.Target, site);
        if (native.Warning is not null) warnings?.Add(WarningClass.Performance, site, native.Warning);
        if (!scope.Functions.TryAdd(intrinsic.Name, new FunctionSymbol(native, null) { Warning = native.Warning }))
            throw Duplicate("function", intrinsic.Name, source, intrinsic.Span);
    }

    /// <summary>The built-in function of that group and name.</summary>
    /// <exception cref="ScriptException">There is none.</exception>
    public static NativeFunction FindNative(IReadOnlyList<string> path, Site site)
    {
        var group = string.Join("::", path.Take(path.Count - 1));
        if (!FunctionRegistry.HasModule(group))
        {
            var hint = group == "object" ? "record" : NearestName.FindWithin(2, group, FunctionRegistry.Modules);
            throw new ScriptException(new ScriptError(
                ErrorKind.MissingModule, site, $"Call to undefined module {group}", hint is null ? null : $"Did you mean `{hint}`?", 3));
        }

        if (FunctionRegistry.Find(group, path[^1]) is { } native) return native;
        var near = NearestName.FindWithin(2, path[^1], FunctionRegistry.FunctionsOf(group).Select(static f => f.Name));
        throw new ScriptException(new ScriptError(
            ErrorKind.MissingFunction, site, $"Call to undefined function {group}::{path[^1]}", near is null ? null : $"Did you mean `{near}`?", 3));
    }

    private static ScriptException Duplicate(string kind, string name, SourceText source, TextSpan span) =>
        new(new ScriptError(ErrorKind.Generic, new Site(source, span), $"Can't define the {kind} `{name}` twice"));
}
