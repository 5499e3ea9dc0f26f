using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Host.Cli;
using Tremor.Dataflow.Host.Running;
using Tremor.Dataflow.Script.Documentation;

namespace Tremor.Dataflow.Host.Documentation;

/// <summary>The documents of all modules and scripts below a directory (spec: runtime 17.4).</summary>
/// <param name="target">Where they go; made when it is missing.</param>
internal sealed class DirectoryDocuments(HostProcess process, string directory, string target)
{
    /// <param name="show">Called with each document; null for nobody.</param>
    /// <returns>The exit code: failure when a file is no script. All others are written nevertheless.</returns>
    /// <exception cref="CommandFailedException">The directory cannot be read, or the target cannot be written.</exception>
    public int Write(Action<string>? show)
    {
        if (File.Exists(directory)) throw new CommandFailedException($"bad relative path: {directory} is a file, expected a directory");
        if (!Directory.Exists(directory)) throw new CommandFailedException($"bad relative path: there is no directory {directory}");
        var findings = new List<Diagnostic>();
        foreach (var file in Sources(directory))
        {
            process.Error.WriteLine($"Generating docs for {file}");
            var relative = Path.GetRelativePath(directory, file);
            var module = Path.ChangeExtension(relative, null).Replace("/", "::", StringComparison.Ordinal);
            if (ScriptReference.OfFile(DocCommand.Read(file), module, findings, member => LinkFrom(module, member)) is not { } page) continue;
            var document = Path.Combine(target, TargetOf(relative));
            Directory.CreateDirectory(Path.GetDirectoryName(document)!);
            NamedFile.Write(document, page);
            show?.Invoke(page);
        }

        new DiagnosticPrinter(process.Error, asJson: false, process.ErrorIsTerminal).Print(findings);
        return findings.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>The files of a directory come before its directories.</summary>
    private static IEnumerable<string> Sources(string directory)
    {
        foreach (var file in Directory.GetFiles(directory, "*.tremor").Order(StringComparer.Ordinal)) yield return file;
        foreach (var below in Directory.GetDirectories(directory).Order(StringComparer.Ordinal))
            foreach (var file in Sources(below)) yield return file;
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
