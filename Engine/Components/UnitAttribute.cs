namespace Tremor.Dataflow.Engine.Components;

/// <summary>The unit of a setting that is a time.</summary>
public enum TimeUnit
{
    /// <summary>Written ns.</summary>
    Nanoseconds,

    /// <summary>Written ms.</summary>
    Milliseconds,

    /// <summary>Written s.</summary>
    Seconds,
}

/// <summary>Says in what unit an integer setting, or each item of a list of them, is a time; one without it is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute(TimeUnit unit) : Attribute
{
    /// <summary>For hints and the reference pages.</summary>
    public TimeUnit Unit { get; } = unit;
}
