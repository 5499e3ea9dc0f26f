namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>
/// A script that shows a kind of error or class of warning: the reference prints it with what is reported about it, and a test sees that it is that kind.
/// </summary>
/// <param name="script">A whole script; with <see cref="IsClause"/> a clause of a <c>select</c>.</param>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = true)]
internal sealed class ProvokedByAttribute(string script) : Attribute
{
    public string Script => script;

    /// <summary>The event that the script runs on, as JSON.</summary>
    public string Event { get; init; } = "null";

    /// <summary>The text of <c>shop.tremor</c>, a module that the script can use; null for none.</summary>
    public string? Shop { get; init; }

    public bool IsClause { get; init; }

    /// <summary>The target of a <c>select</c> with a window.</summary>
    public bool IsTarget { get; init; }
}
