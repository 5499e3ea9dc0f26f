using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Engine.Blocks;

/// <summary>Breaks the engine on purpose, so that a test can show that the property tests would notice. Never set outside of tests.</summary>
internal interface ITamper
{
    /// <summary>Events are answered when they are sent to a target, not when it answers.</summary>
    bool AnswersEarly { get; }

    /// <summary>An input that has no room drops what comes.</summary>
    bool DropsWhenFull { get; }

    /// <summary>May change what is about to be sent to a target.</summary>
    void BeforeSending(EventBatch events);
}
