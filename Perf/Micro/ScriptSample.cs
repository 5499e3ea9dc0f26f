using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>A script that is measured.</summary>
internal sealed record ScriptSample(string Name, string Text)
{
    /// <summary>The reference's speed in nanoseconds an event; 0 where it is not known.</summary>
    public int Reference { get; init; }

    /// <summary>The speed to reach in nanoseconds an event; 0 where there is none.</summary>
    public int Target { get; init; }

    /// <summary>JSON texts, one event each, that it runs on in turn instead of the recorded events.</summary>
    public string[]? Payloads { get; init; }

    /// <summary>The state that each round begins with; null where there is none.</summary>
    public Lazy<Value>? State { get; init; }

    /// <summary>Does the same work on the UTF-8 of each payload, a string, by other means of the platform; made once.</summary>
    public Func<Action<byte[]>>? Peer { get; init; }

    public static ScriptSample Of(string name) => All.Single(s => s.Name == name);

    public static readonly ScriptSample[] All =
    [
        .. ReferenceSamples.All,
        .. MatchSamples.All,
        .. LanguageSamples.All,
        .. LibrarySamples.All,
        .. ExtractorSamples.All,
    ];
}
