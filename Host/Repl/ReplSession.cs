using System.Runtime.InteropServices;
using System.Text;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Host.Documentation;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Documentation;
using Tremor.Dataflow.Script.Interactive;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Printing;

namespace Tremor.Dataflow.Host.Repl;

/// <summary>
/// Reads inputs of tremor-script and commands, line by line, and shows what they give: values as JSON on standard output, findings on standard error.
/// An input goes on over as many lines as it needs.
/// </summary>
internal sealed class ReplSession(HostProcess process, ScriptSession script, ILineSource lines, DiagnosticPrinter printer, bool isTerminal)
{
    private const string Prompt = "tremor> ";
    private const string ContinuationPrompt = "     .. ";

    /// <summary>How often somebody who wants an input to stop is heard.</summary>
    private static readonly TimeSpan s_interruptInterval = TimeSpan.FromMilliseconds(20);

    private bool _hasFailed;

    /// <returns>False when an input or a command failed.</returns>
    public bool Run()
    {
        var input = new StringBuilder();
        while (true)
        {
            var line = lines.Read(input.Length == 0 ? Prompt : ContinuationPrompt);
            if (line.Kind == LineKind.Abandoned)
            {
                input.Clear();
                continue;
            }

            if (line.Kind == LineKind.End)
            {
                if (input.Length > 0) Submit(input.ToString());
                return !_hasFailed;
            }

            if (input.Length == 0 && ReplCommands.Of(line.Text) is { } command)
            {
                if (!Obey(command)) return !_hasFailed;
                continue;
            }

            if (input.Length > 0) input.Append('\n');
            input.Append(line.Text);
            if (ScriptSession.IsIncomplete(input.ToString())) continue;
            Submit(input.ToString());
            input.Clear();
        }
    }

    /// <summary>How a line may go on, commands included.</summary>
    public IReadOnlyList<string> Complete(string before, out int start)
    {
        start = 0;
        return before.StartsWith(':') && !before.Contains(' ')
            ? [.. ReplCommands.All.Select(static c => c.Name).Where(n => n.StartsWith(before, StringComparison.Ordinal))]
            : script.Complete(before, out start);
    }

    /// <returns>False to end.</returns>
    private bool Obey(string line)
    {
        var blank = line.IndexOf(' ');
        var (name, argument) = blank < 0 ? (line, "") : (line[..blank], line[(blank + 1)..].Trim());
        switch (name)
        {
            case ":quit" or ":q":
                return false;
            case ":help" or ":h":
                if (argument.Length == 0) process.Out.Write(ReplCommands.Help);
                else if (ReplCommands.HelpOf(argument) is { } help) process.Out.Write(help);
                else ShowManual(argument);
                break;
            case ":event":
                script.Event = Exchange(script.Event, argument);
                break;
            case ":meta":
                script.Meta = Exchange(script.Meta, argument);
                break;
            case ":state":
                script.State = Exchange(script.State, argument);
                break;
            case ":args":
                script.Args = Exchange(script.Args, argument);
                break;
            case ":load":
                Load(argument);
                break;
            case ":tokens":
                Dump(argument, SyntaxDump.Tokens);
                break;
            case ":ast":
                Dump(argument, SyntaxDump.Tree);
                break;
            case ":doc":
                ShowManual(argument);
                break;
            default:
                Fail(NearestName.Find(name, ReplCommands.All.Select(static c => c.Name)) is { } near
                    ? $"there is no command {name}, did you mean {near}?"
                    : $"there is no command {name}; :help shows what there is");
                break;
        }

        return true;
    }

    /// <summary>Shows a value, or gives what replaces it.</summary>
    private Value Exchange(Value value, string json)
    {
        if (json.Length == 0) Show(value);
        else if (JsonText.TryParse(Encoding.UTF8.GetBytes(json), false, out var given, out var reason, out var offset)) return given;
        else Fail($"this is no JSON: {reason} at byte {offset}");
        return value;
    }

    private void Load(string file)
    {
        if (file.Length == 0) Fail(":load wants the name of a file");
        else if (NamedFile.ProblemOf(file, waiting: null, out var text) is { } problem) Fail(problem.Message);
        else Submit(new SourceText(file, text));
    }

    /// <summary>Shows what the program reads in a text, which may go on over several lines like any input.</summary>
    private void Dump(string text, Func<SourceText, TextWriter, List<Diagnostic>, bool> dump)
    {
        if (text.Length == 0)
        {
            Fail("the text stands behind the command, such as :ast event.a + 1");
            return;
        }

        while (ScriptSession.IsIncomplete(text))
        {
            var line = lines.Read(ContinuationPrompt);
            if (line.Kind == LineKind.Abandoned) return;
            if (line.Kind == LineKind.End) break;
            text += "\n" + line.Text;
        }

        var findings = new List<Diagnostic>();
        _hasFailed |= !dump(new SourceText("", text), process.Out, findings);
        printer.Print(findings);
    }

    private void ShowManual(string name)
    {
        try
        {
            var findings = new List<Diagnostic>();
            var page = name.Length == 0 ? Manual.Overview() : Manual.Find(process, name, findings);
            printer.Print(findings);
            _hasFailed |= page is null;
            if (page is not null) TerminalMarkdown.Write(page, process.Out, process.OutputHasColour, process.OutputWidth);
        }
        catch (CommandFailedException e)
        {
            Fail(e.Message);
        }
    }

    private void Fail(string message)
    {
        _hasFailed = true;
        process.Error.WriteLine($"error: {PrintableText.Lines(message)}");
    }

    private void Submit(string text) => Submit(new SourceText("", text));

    private void Submit(SourceText source)
    {
        var findings = new List<Diagnostic>();
        var result = isTerminal ? RunInterruptibly(source, findings) : script.Submit(source, findings);
        printer.Print(findings);
        _hasFailed |= result.IsFailed;
        switch (result)
        {
            case { Outcome: ScriptOutcome.Drop }:
                process.Out.WriteLine("dropped");
                break;
            case { Outcome: ScriptOutcome.Emit, Port: { } port }:
                process.Out.Write(port.Name == "out" ? "emitted " : $"emitted to {PrintableText.Line(port.Name)}: ");
                Show(result.Value);
                break;
            case { Outcome: ScriptOutcome.Emit }:
                Show(result.Value);
                break;
        }
    }

    /// <summary>Ctrl-C ends what runs, and not the process.</summary>
    private SessionResult RunInterruptibly(SourceText source, List<Diagnostic> findings)
    {
        var isInterrupted = false;
        using var listener = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Volatile.Write(ref isInterrupted, true);
        });
        var run = Task.Run(() => script.Submit(source, findings));
        while (!run.Wait(s_interruptInterval))
            if (Volatile.Read(ref isInterrupted)) script.Interrupt();
        return run.Result;
    }

    private void Show(Value value)
    {
        try
        {
            process.Out.WriteLine(TextOf(value));
        }
        catch (Exception e) when (e is OutOfMemoryException or InsufficientExecutionStackException)
        {
            Fail("the value is too large to be shown; look at a part of it");
        }
    }

    /// <summary>A program gets the whole value in one line; a person gets what can be looked at.</summary>
    private string TextOf(Value value)
    {
        const int usualWidth = 80;
        const int mostLines = 60;
        const int mostCharacters = 4000;
        var text = value.ToString();
        if (isTerminal && text.Length > mostCharacters) text = $"{text[..mostCharacters]} ... {Quantity.Count(text.Length - mostCharacters)} characters more";
        else if (isTerminal && text.Length > usualWidth && JsonText.ToString(value, JsonStyle.Pretty) is var pretty && pretty.AsSpan().Count('\n') < mostLines)
            text = pretty;
        return isTerminal ? PrintableText.Each(text) : text;
    }
}
