namespace Tremor.Dataflow.Engine.Events;

/// <summary>A port's name, lower case (spec: runtime 1.3). Compared by content; the well-known ones are shared instances.</summary>
public sealed class Port : IEquatable<Port>
{
    /// <summary><c>in</c>: where events enter, unless another port is named.</summary>
    public static readonly Port In = new("in");

    /// <summary><c>out</c>: where events leave, unless another port is named.</summary>
    public static readonly Port Out = new("out");

    /// <summary><c>err</c>: where errors leave.</summary>
    public static readonly Port Err = new("err");

    /// <summary><c>overflow</c>: where events leave that a limit holds back.</summary>
    public static readonly Port Overflow = new("overflow");

    /// <summary><c>metrics</c>: where measurements leave.</summary>
    public static readonly Port Metrics = new("metrics");

    private Port(string name) => Name = name;

    /// <summary>The name, in lower case.</summary>
    public string Name { get; }

    /// <summary>The port of that name, folded to lower case.</summary>
    public static Port Of(string name) => name switch
    {
        "in" => In,
        "out" => Out,
        "err" => Err,
        "overflow" => Overflow,
        "metrics" => Metrics,
        _ => FromFolded(name.ToLowerInvariant()),
    };

    /// <inheritdoc/>
    public bool Equals(Port? other) => ReferenceEquals(this, other) || (other is not null && Name == other.Name);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Port);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static Port FromFolded(string name) => name switch
    {
        "in" => In,
        "out" => Out,
        "err" => Err,
        "overflow" => Overflow,
        "metrics" => Metrics,
        _ => new Port(name),
    };
}
