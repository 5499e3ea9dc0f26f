using Tremor.Dataflow.Engine.Contracts;

namespace Tremor.Dataflow.Engine.Components;

/// <summary>
/// Names and registers a component. The class has a public constructor that takes its nested <c>Config</c> record, if it
/// has one, and the context of its kind, if it wants it, in this order.
/// </summary>
/// <remarks>
/// A parameter <c>Config?</c> is null when the definition gives no <c>config</c> (the bare name); a <c>Config</c> that is not nullable
/// then has its defaults. What attributes cannot say about a configuration, its record says as
/// <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>; it is asked when the definition is loaded.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public abstract class ComponentAttribute(string name) : Attribute
{
    /// <summary>The name that a definition uses.</summary>
    public string Name { get; } = name;
}

/// <summary>A connector, <see cref="IConnector"/>; context: <see cref="ConnectorContext"/>.</summary>
public sealed class ConnectorAttribute(string name) : ComponentAttribute(name)
{
    /// <summary>Whether it takes a codec.</summary>
    public CodecUse Codec { get; init; } = CodecUse.Required;

    /// <summary>Available only where debug connectors are enabled (spec: runtime 12.4).</summary>
    public bool Debug { get; init; }

    /// <summary>Whether <c>config</c> may be left out.</summary>
    public bool ConfigOptional { get; init; }

    /// <summary>Whether it can be read from, if its configuration does not say otherwise (<see cref="IConnectorRoles"/>).</summary>
    public bool HasSource { get; init; } = true;

    /// <summary>Whether it can be written to, if its configuration does not say otherwise.</summary>
    public bool HasSink { get; init; } = true;

    /// <summary>
    /// Whether it is a stream of bytes: the chunks of its source end anywhere, as those of files do, and not with a message, and nothing stands between
    /// what its sink writes.
    /// </summary>
    public bool CutsAnywhere { get; init; }

    /// <summary>Ports that a pipeline may write to; the sink's <c>ExtraPorts</c> must agree.</summary>
    public string[] Inputs { get; init; } = ["in"];
}

/// <summary>
/// Implemented by the <c>Config</c> of a connector whose configuration decides whether it reads or writes, so that a wrong link is
/// found when the definition is loaded.
/// </summary>
public interface IConnectorRoles
{
    /// <summary>Whether it can be read from.</summary>
    bool HasSource { get; }

    /// <summary>Whether it can be written to.</summary>
    bool HasSink { get; }
}

/// <summary>
/// Implemented by the <c>Config</c> of a connector whose configuration alone says what it holds, so that connectors of a document that would
/// destroy each other's files are found when it is loaded.
/// </summary>
public interface IConnectorHoldings
{
    /// <inheritdoc cref="IConnector.Holdings"/>
    IEnumerable<Holding> Holdings(bool reads, bool writes);
}

/// <summary>Implemented by the <c>Config</c> of a connector that knows what is probably meant by the names of its outputs.</summary>
public interface ISinkAdvice
{
    /// <summary>What is probably wrong with a sink behind these postprocessors, and what to do; null for nothing.</summary>
    /// <param name="postprocessors">Their names.</param>
    (string Message, string Hint)? Advise(IReadOnlyCollection<string> postprocessors);
}

/// <summary>A codec, <see cref="ICodec"/>.</summary>
public sealed class CodecAttribute(string name) : ComponentAttribute(name)
{
    /// <summary>Whether no piece is an error: then nobody need read the errors of a source.</summary>
    public bool DecodesAnything { get; init; }

    /// <summary>Whether a piece is one value, whole: parts of one are errors, and in what it encodes nobody finds where the next value begins.</summary>
    public bool TakesWhole { get; init; }
}

/// <summary>A preprocessor, <see cref="IPreprocessor"/>.</summary>
public sealed class PreprocessorAttribute(string name) : ComponentAttribute(name)
{
    /// <summary>Whether its pieces are whole however its chunks are cut.</summary>
    public bool Frames { get; init; }

    /// <summary>Whether each of its chunks must be whole: where chunks end anywhere, something that frames stands in front.</summary>
    public bool TakesWhole { get; init; }
}

/// <summary>A postprocessor, <see cref="IPostprocessor"/>.</summary>
public sealed class PostprocessorAttribute(string name) : ComponentAttribute(name);

/// <summary>An operator, <see cref="IOperator"/>, named <c>namespace::name</c>; context: <see cref="OperatorContext"/>.</summary>
public sealed class OperatorAttribute(string name) : ComponentAttribute(name)
{
    /// <summary>Output ports that a link may name; <c>null</c> for any (the configuration decides).</summary>
    public string[]? Outputs { get; init; } = ["out"];

    /// <summary>A name that it had once, and that definitions may still use; null for none.</summary>
    public string? FormerName { get; init; }

    /// <summary>Of one without a configuration: whether a query may give it one all the same.</summary>
    public bool IgnoresConfig { get; init; }
}
