namespace Tremor.Dataflow.Tests.Host.Testing;

/// <summary>Every folder of <c>Tests/Cases/unit</c> and <c>Tests/Cases/flowtests</c> that holds a <c>command</c> is a case (<see cref="CommandCase"/>).</summary>
public sealed class UnitTestCaseTests : IDisposable
{
    private const string Units = "Tests/Cases/unit";
    private const string Flows = "Tests/Cases/flowtests";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tremor-unit-");

    public static TheoryData<string> Cases() => CommandCase.Of(Units);

    public static TheoryData<string> FlowCases() => CommandCase.Of(Flows);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_case_gives_what_was_approved(string name) => CommandCase.RunAsync(Units, name, _directory.FullName);

    [Theory]
    [MemberData(nameof(FlowCases))]
    public Task A_case_of_flow_tests_gives_what_was_approved(string name) => CommandCase.RunAsync(Flows, name, _directory.FullName);

    public void Dispose() => _directory.Delete(recursive: true);
}
