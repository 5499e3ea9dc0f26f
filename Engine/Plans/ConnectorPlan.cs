using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Plans;

/// <summary>A connector of a flow.</summary>
public sealed record ConnectorPlan
{
    /// <summary>Its name within the flow.</summary>
    public required string Alias { get; init; }

    /// <summary>The component.</summary>
    public required string Kind { get; init; }

    /// <summary>Its configuration with all values filled in, secrets among them; null where none is given.</summary>
    public Value? Config { get; init; }

    /// <summary>Makes the connector; its configuration is bound and checked.</summary>
    public required Func<ConnectorContext, IConnector> Create { get; init; }

    /// <summary>Made once a stream; null for structured connectors.</summary>
    public ComponentPlan<ICodec>? Codec { get; init; }

    /// <summary>In the order in which a chunk passes them.</summary>
    public IReadOnlyList<ComponentPlan<IPreprocessor>> Preprocessors { get; init; } = [];

    /// <inheritdoc cref="Preprocessors"/>
    public IReadOnlyList<ComponentPlan<IPostprocessor>> Postprocessors { get; init; } = [];

    /// <summary>
    /// Makes one preprocessor of those of a stream, among which the engine has put what takes the mark off a text; null where they stay as they are.
    /// </summary>
    public Func<IReadOnlyList<IPreprocessor>, IPreprocessor>? AroundPreprocessors { get; init; }

    /// <summary>Whether the chunks of its source end anywhere, as those of files do, and not with a message.</summary>
    public bool CutsAnywhere { get; init; }

    /// <summary>The strategy after a lost connection; none unless the definition says so.</summary>
    public ReconnectPlan Reconnect { get; init; } = ReconnectPlan.None;

    /// <summary>How often it reports its metrics, where somebody listens; null for never.</summary>
    public TimeSpan? MetricsInterval { get; init; }

    /// <summary>Where it is defined; null where no definition has a place for it.</summary>
    public SourceSpan? Place { get; init; }
}

/// <summary>A codec or processor.</summary>
/// <param name="Config">Its configuration with all values filled in; null where none is given.</param>
/// <param name="Create">Makes one for a stream; the configuration is bound and checked.</param>
public sealed record ComponentPlan<T>(string Name, Value? Config, Func<T> Create);

/// <summary>When to try again after a lost connection (spec: runtime 7.2); <see cref="Retry"/> null stands for the strategy <i>none</i>.</summary>
public sealed record ReconnectPlan(RetryPlan? Retry)
{
    /// <summary>Never tries again.</summary>
    public static ReconnectPlan None { get; } = new((RetryPlan?)null);
}

/// <summary>The strategy <i>retry</i>: waits that grow, with a limit.</summary>
/// <param name="IntervalMs">The first wait, in milliseconds.</param>
/// <param name="GrowthRate">How many times as long the next wait is.</param>
/// <param name="MaxRetries">Null for no limit.</param>
/// <param name="Randomized">Whether waits differ at random, so that many clients do not come back at once.</param>
public sealed record RetryPlan(ulong IntervalMs, double GrowthRate = 1.5, ulong? MaxRetries = null, bool Randomized = true);
