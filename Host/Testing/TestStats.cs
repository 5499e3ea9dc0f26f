namespace Tremor.Dataflow.Host.Testing;

/// <summary>The counters of tests (spec: runtime 18.10).</summary>
internal sealed class TestStats
{
    private readonly List<string> _failedTestNames = [];

    public int Pass { get; private set; }

    public int Fail { get; private set; }

    public int Skip { get; private set; }

    public int Asserts { get; private set; }

    public IReadOnlyList<string> FailedTestNames => _failedTestNames;

    public bool IsEmpty => Pass + Fail + Skip + Asserts == 0;

    public void CountPass()
    {
        Pass++;
        Asserts++;
    }

    public void CountFailure(string name)
    {
        Fail++;
        Asserts++;
        _failedTestNames.Add(name);
    }

    /// <summary>A failure that no assertion made: a suite that stopped, a file that does not compile.</summary>
    public void CountBreakdown(string name)
    {
        Fail++;
        _failedTestNames.Add(name);
    }

    public void CountSkip() => Skip++;

    public void Add(TestStats other)
    {
        Pass += other.Pass;
        Fail += other.Fail;
        Skip += other.Skip;
        Asserts += other.Asserts;
        _failedTestNames.AddRange(other._failedTestNames);
    }

    /// <summary>Such as <c>Pass 3 Fail 1 Skip 0  Asserts 4 </c> (spec: runtime 18.9).</summary>
    public override string ToString() => $"Pass {Pass} Fail {Fail} Skip {Skip}  Asserts {Asserts} ";
}
