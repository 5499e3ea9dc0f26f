namespace Tremor.Dataflow.Engine.Events;

/// <summary>A port's name, lower case (spec: runtime 1.3). Compared by content; the well-known ones are shared instances.</summary>
public sealed class Port : IEquatable<Port>
{
    public static readonly Port In = new("in");
    public static readonly Port Out = new("out");
    public static readonly Port Err = new("err");
    public static readonly Port Overflow = new("overflow");
    public static readonly Port Metrics = new("metrics");

    private Port(string name) => Name = name;

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

    public bool Equals(Port? other) => ReferenceEquals(this, other) || (other is not null && Name == other.Name);

    public override bool Equals(object? obj) => Equals(obj as Port);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

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
