namespace Tremor.Dataflow.Tests.Support;

/// <summary>Which tests run, and since when. All members may be called from any thread.</summary>
internal sealed class RunningTests(TimeProvider time)
{
    private readonly Dictionary<object, (string Name, long Started)> _running = [];

    /// <param name="test">What tells it from all others, also from those of the same name.</param>
    public void Start(object test, string name)
    {
        lock (_running) _running[test] = (name, time.GetTimestamp());
    }

    public void End(object test)
    {
        lock (_running) _running.Remove(test);
    }

    /// <summary>Those that have been running longer than <paramref name="limit"/>, each as <c>name, 125 s</c>, the oldest first.</summary>
    public IReadOnlyList<string> LongerThan(TimeSpan limit)
    {
        lock (_running)
        {
            return
            [
                .. from test in _running.Values
                   let since = time.GetElapsedTime(test.Started)
                   where since > limit
                   orderby since descending
                   select $"{test.Name}, {since.TotalSeconds:F0} s",
            ];
        }
    }
}
