using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Host.Reporting;
using Tremor.Dataflow.Script.Documentation;

namespace Tremor.Dataflow.Host.Documentation;

/// <summary>The documents of all modules and scripts below a directory (spec: runtime 17.4).</summary>
/// <param name="target">Where they go; made when it is missing.</param>
internal sealed class DirectoryDocuments(HostProcess process, string directory, string target)
{
    /// <param name="show">Called with each document; null for nobody.</param>
    /// <returns>The exit code: failure when a file is no script or cannot be read. All others are written nevertheless.</returns>
    /// <exception cref="CommandFailedException">The directory cannot be read, or the target cannot be written.</exception>
    public int Write(Action<string>? show)
    {
        if (File.Exists(directory)) throw new CommandFailedException($"bad relative path: {directory} is a file, expected a directory");
        if (!Directory.Exists(directory)) throw new CommandFailedException($"bad relative path: there is no directory {directory}");
        var printer = new DiagnosticPrinter(process.Error, asJson: false, process.ErrorHasColour);
        var exitCode = ExitCode.Success;
        var sources = Sources();
        foreach (var file in sources) process.Definitions.Add(file);
        foreach (var file in sources)
        {
            process.Error.WriteLine($"Generating docs for {PrintableText.Line(file)}");
            var findings = new List<Diagnostic>();
            if (PageOf(file, findings) is { } page)
            {
                NamedFile.Write(Path.Combine(target, TargetOf(Path.GetRelativePath(directory, file))), page, process.Definitions);
                show?.Invoke(page);
                continue;
            }

            printer.Print(findings);
            exitCode = ExitCode.Failure;
        }

        return exitCode;
    }

    private string? PageOf(string file, List<Diagnostic> findings)
    {
        var module = Path.ChangeExtension(Path.GetRelativePath(directory, file), null).Replace("/", "::", StringComparison.Ordinal);
        try
        {
            return ScriptReference.OfFile(NamedFile.ReadSource(file, waiting: null), module, findings, member => LinkFrom(module, member));
        }
        catch (CommandFailedException e)
        {
            process.Error.WriteLine($"error: {PrintableText.Lines(e.Message)}");
            return null;
        }
    }

    private List<string> Sources()
    {
        var sources = new List<string>();
        try
        {
            Collect(directory, sources);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"cannot read {directory}: {e.Message}");
        }

        return sources;
    }

    /// <summary>The files of a directory come before its directories. Links to directories may lead in a circle and are left out.</summary>
    private static void Collect(string directory, List<string> sources)
    {
        sources.AddRange(Directory.GetFiles(directory).Where(static f => Path.GetExtension(f).ToLowerInvariant() is ".tremor" or ".troy").Order(StringComparer.Ordinal));
        foreach (var below in Directory.GetDirectories(directory).Order(StringComparer.Ordinal))
            if (new DirectoryInfo(below).LinkTarget is null) Collect(below, sources);
    }

    private string TargetOf(string relative)
    {
        var stem = Path.ChangeExtension(relative, null);
        return Directory.Exists(Path.Combine(directory, stem)) ? Path.Combine(stem, "index.md") : stem + ".md";
    }

    /// <summary>From the document of a module to that of a module below it; null when it is not among them.</summary>
    private string? LinkFrom(string module, string member)
    {
        var source = member.Replace("::", "/", StringComparison.Ordinal) + ".tremor";
        if (!File.Exists(Path.Combine(directory, source))) return null;
        var from = Path.GetDirectoryName(TargetOf(module.Replace("::", "/", StringComparison.Ordinal) + ".tremor")) ?? "";
        return Path.GetRelativePath(Path.Combine("/", from), Path.Combine("/", TargetOf(source)));
    }
}
