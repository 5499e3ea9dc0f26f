using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Interactive;

/// <summary>
/// A script that is entered bit by bit: each input is compiled with the names and run on the variables, event, metadata and state that the
/// ones before it left. A definition replaces an earlier one of its name; functions that were compiled with that one keep it.
/// An input with an error defines nothing. Not thread-safe, but for <see cref="Interrupt"/>.
/// </summary>
public sealed class ScriptSession
{
    private static readonly Diagnostic s_interrupted = new() { Severity = Severity.Error, Code = "Interrupted", Message = "interrupted" };

    /// <summary>What an interruption leaves of the allowance of a run: further below 0 than any script gets.</summary>
    private const long Interrupted = long.MinValue / 2;

    private readonly IModuleResolver _modules;
    private readonly Machine _machine;
    private NameScope _scope = new();
    private BodyVariables? _before;
    private int _caches;

    /// <param name="modules">Finds the modules that are not part of the standard library.</param>
    public ScriptSession(IModuleResolver modules, CallContext context)
    {
        _modules = modules;
        _machine = new Machine(context, 0);
        Event = Value.EmptyRecord;
        Meta = Value.EmptyRecord;
        State = Value.Null;
        Args = Value.EmptyRecord;
    }

    /// <summary>The value of <c>event</c>.</summary>
    public Value Event
    {
        get => _machine.Event.Share();
        set => _machine.Event.Set(value);
    }

    /// <summary>The value of <c>$</c>.</summary>
    public Value Meta
    {
        get => _machine.Meta.Share();
        set => _machine.Meta.Set(value);
    }

    /// <summary>The value of <c>state</c>.</summary>
    public Value State
    {
        get => _machine.State.Share();
        set => _machine.State.Set(value);
    }

    /// <summary>The value of <c>args</c> in the inputs that follow.</summary>
    public Value Args { get; set; }

    /// <summary>
    /// Whether a text is the beginning of an input that goes on: it ends where something more must follow, or within a heredoc, an
    /// interpolation or documentation.
    /// </summary>
    public static bool IsIncomplete(string text)
    {
        try
        {
            if (IsBlank(text)) return false;
            ScriptReader.Script(new SourceText("", text));
            return false;
        }
        catch (ScriptException e)
        {
            return e.Error.Kind switch
            {
                ErrorKind.ParserError => e.Error.Site?.InnerText.Start >= text.TrimEnd().Length,
                ErrorKind.UnterminatedHereDoc or ErrorKind.UnterminatedInterpolation => true,
                ErrorKind.UnexpectedEndOfStream => text.TrimEnd() is [.., '%' or '!' or '~'],
                _ => false,
            };
        }
    }

    /// <summary>Compiles an input and runs it.</summary>
    /// <param name="findings">Gets errors, those of the run included, and warnings.</param>
    public SessionResult Submit(SourceText source, List<Diagnostic> findings) =>
        TextBoundary.Guard(source, findings, () => IsBlank(source.Text) ? new SessionResult() : Run(Compile(source, findings), source, findings))
        ?? new SessionResult { IsFailed = true };

    /// <summary>
    /// Ends the run of an input soon, with an error: at the next round of a loop or tail call. May be called from any thread, again and
    /// again while it goes on.
    /// </summary>
    public void Interrupt()
    {
        // The run may count it down at the same moment and win: who waits for the end calls again. What says that it was an interruption is
        // the allowance itself: with a word of its own beside it, one of the two might come before the run begins, and the other after it.
        _machine.Fuel = Interrupted;
    }

    /// <summary>How a word may go on: names that are known here, modules after <c>use</c>, keywords.</summary>
    /// <param name="line">The text before the cursor.</param>
    /// <param name="start">Where the word that may go on begins.</param>
    /// <returns>Whole words, in order.</returns>
    public IReadOnlyList<string> Complete(string line, out int start)
    {
        start = line.Length;
        while (start > 0 && (char.IsLetterOrDigit(line[start - 1]) || line[start - 1] is '_' or ':')) start--;
        var word = line[start..];
        var isUse = line[..start].Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries) is [.., "use"];
        if (word.Length == 0 && !isUse) return [];
        var names = isUse
            ? LibraryModules.Paths.Select(static p => p.Replace("/", "::", StringComparison.Ordinal))
            : Names(word.Split("::")[..^1]);
        return [.. names.Where(n => n.StartsWith(word, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Names(string[] prefix)
    {
        if (_scope.Find(prefix) is not { } scope) return [];
        var names = scope.Functions.Keys.Select(static f => f + "(").Concat(scope.Constants.Keys).Concat(scope.Modules.Keys.Select(static m => m + "::"));
        return prefix.Length > 0
            ? names.Select(n => string.Join("::", prefix) + "::" + n)
            : names.Concat(_before?.Names ?? []).Concat(Tokens.Keywords);
    }

    private static bool IsBlank(string text) => Lexer.Tokenize(new SourceText("", text)).Length == 1;

    /// <returns>Null when there is nothing to run: definitions alone.</returns>
    private Code? Compile(SourceText source, List<Diagnostic> findings)
    {
        var file = ScriptReader.Script(source);
        var compilation = new Compilation(_modules, new CallContext(), _caches);
        var scope = _scope.Copy();
        foreach (var statement in file.Statements) Forget(statement, scope);
        var builder = new CodeBuilder(new BodyContext(compilation, scope, source, compilation.Warnings) { Args = Args });
        if (_before is not null) builder.Variables.Continue(_before, slot => _machine.Slots[slot].State == VariableState.Set);
        var statements = new List<Code>();
        foreach (var statement in file.Statements)
        {
            if (statement is ExpressionStatement expression) statements.Add(builder.Build(expression.Expression));
            else compilation.Define(statement, source, scope, isModule: false);
        }

        var code = statements.Count == 0
            ? null
            : compilation.NewFolder(isStrict: true, new Site(source, new TextSpan(0, source.Text.Length))).Fold(CodeBuilder.BuildScript(statements));
        compilation.End();
        findings.AddRange(compilation.Warnings.ToDiagnostics());
        _machine.Resume(_before?.FrameSize ?? 0, builder.Variables.FrameSize, _machine.Context.WorkLimit);
        (_scope, _before, _caches) = (scope, builder.Variables, compilation.Caches);
        return code;
    }

    /// <summary>Makes room for a new definition.</summary>
    private static void Forget(Statement statement, NameScope scope)
    {
        switch (statement)
        {
            case ConstStatement constant:
                scope.Constants.Remove(constant.Name);
                break;
            case FnStatement function:
                scope.Functions.Remove(function.Name);
                break;
            case IntrinsicStatement intrinsic:
                scope.Functions.Remove(intrinsic.Name);
                break;
        }
    }

    private SessionResult Run(Code? code, SourceText source, List<Diagnostic> findings)
    {
        if (code is null) return new();
        var m = _machine;
        var (payload, meta, state) = (Event, Meta, State);
        var value = default(Value);
        var site = new Site(source, new TextSpan(0, source.Text.Length));
        try
        {
            value = code.Eval(m);
        }
        catch (Exception e) when (Machine.IsLimit(e))
        {
            m.FailAtLimit(site, e);
        }
        catch (OutOfMemoryException)
        {
            m.FailOutOfMemory(site);
        }

        if (m.Halt == Halt.Emit) value = m.Emitted;
        if (!m.TryRelease(value, "The result", site)) value = default;
        if (!m.TryRelease(Event, "The event", site)) Event = payload;
        if (!m.TryRelease(Meta, "The metadata", site)) Meta = meta;
        if (!m.TryReleaseState(site)) State = state;
        if (m.Halt == Halt.Error)
        {
            var isInterrupted = m.Fuel < Interrupted / 2 && m.Error!.Kind == ErrorKind.RecursionLimit;
            findings.Add(isInterrupted ? s_interrupted : m.Error!.ToDiagnostic());
            return new() { IsFailed = true };
        }

        return m.Halt == Halt.Drop
            ? new() { Outcome = ScriptOutcome.Drop }
            : new() { Outcome = ScriptOutcome.Emit, Value = value, Port = m.Halt == Halt.Emit ? m.Port ?? Port.Out : null };
    }
}

/// <summary>The outcome of an input.</summary>
public sealed record SessionResult
{
    /// <summary>Whether there was an error.</summary>
    public bool IsFailed { get; init; }

    /// <summary>How the run ended; null for definitions alone, which are not run, and with an error.</summary>
    public ScriptOutcome? Outcome { get; init; }

    /// <summary>The value of the last statement, or what was emitted.</summary>
    public Value Value { get; init; }

    /// <summary>Where it was emitted; null where it was not.</summary>
    public Port? Port { get; init; }
}
