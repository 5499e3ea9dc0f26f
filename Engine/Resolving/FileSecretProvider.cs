using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Files;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>Secrets as files below one directory, as container platforms mount them. A line end behind the secret is cut off. What cannot be read or is not UTF-8 is an
/// exception, as <see cref="ISecretProvider.Find"/> says.</summary>
/// <param name="files">Gets the files that are read; null for nobody.</param>
public sealed class FileSecretProvider(string directory, DefinitionFiles? files = null) : ISecretProvider
{
    private readonly string _root = Path.GetFullPath(directory);

    /// <inheritdoc/>
    public string? Find(string reference)
    {
        if (reference.Contains('\0')) return null;
        var file = Path.GetFullPath(Path.Combine(_root, reference));
        if (!file.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(file)) return null;
        files?.Add(file);
        return Utf8File.Read(file).TrimEnd('\r', '\n');
    }
}
