using Tremor.Dataflow.Connectors.Bench;
using Tremor.Dataflow.Connectors.Cb;
using Tremor.Dataflow.Connectors.Exit;
using Tremor.Dataflow.Connectors.File;
using Tremor.Dataflow.Connectors.Metrics;
using Tremor.Dataflow.Connectors.Metronome;
using Tremor.Dataflow.Connectors.Null;
using Tremor.Dataflow.Connectors.Stdio;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors;

public sealed class NullComplianceTests : ConnectorCompliance
{
    internal override bool SourceEnds => true;

    internal override IConnector Create(ConnectorContext context) => new NullConnector();
}

public sealed class MetronomeComplianceTests : ConnectorCompliance
{
    internal override IConnector Create(ConnectorContext context) => new MetronomeConnector(new() { Interval = 1_000_000 }, context);
}

public sealed class MetricsComplianceTests : ConnectorCompliance
{
    internal override IEnumerable<Value> Samples => [JsonText.Parse("""{"measurement":"m","tags":{},"fields":{"n":1},"timestamp":7}""")];

    /// <summary>Something to read is there.</summary>
    internal override IConnector Create(ConnectorContext context)
    {
        var connector = new MetricsConnector(context);
        context.Metrics.Send([.. Samples]);
        return connector;
    }
}

public sealed class StdioComplianceTests : ConnectorCompliance
{
    internal override bool SourceEnds => true;

    internal override IConnector Create(ConnectorContext context) => new StdioConnector(context);
}

public sealed class FileReadComplianceTests : ConnectorCompliance, IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public FileReadComplianceTests() => System.IO.File.WriteAllText(_path, "one\ntwo\nthree");

    internal override bool SourceEnds => true;

    internal override IConnector Create(ConnectorContext context) =>
        new FileConnector(new() { Path = _path, Mode = FileConnector.Mode.Read, ChunkSize = 5 }, context);

    public void Dispose() => System.IO.File.Delete(_path);
}

public sealed class FileWriteComplianceTests : ConnectorCompliance, IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    internal override IConnector Create(ConnectorContext context) => new FileConnector(new() { Path = _path, Mode = FileConnector.Mode.Write }, context);

    public void Dispose() => System.IO.File.Delete(_path);
}

public sealed class CbComplianceTests : ConnectorCompliance, IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public CbComplianceTests() => System.IO.File.WriteAllText(_path, "one\ntwo\nthree");

    internal override bool SourceEnds => true;

    /// <summary>Its sink answers as the events ask.</summary>
    internal override IEnumerable<Value> Samples => [JsonText.Parse("""{"cb":"ack"}"""), JsonText.Parse("""{"cb":["open","ack"]}""")];

    /// <summary>The lines come as one: the suite cuts streams at line ends, which this source takes away.</summary>
    internal override IConnector Create(ConnectorContext context) => new CbConnector(new() { Paths = [_path], ExpectBatched = true }, context);

    public void Dispose() => System.IO.File.Delete(_path);
}

public sealed class BenchComplianceTests : ConnectorCompliance, IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public BenchComplianceTests() => System.IO.File.WriteAllText(_path, "one\ntwo\nthree");

    internal override bool SourceEnds => true;

    internal override IConnector Create(ConnectorContext context) => new BenchConnector(new() { Path = _path, Iters = 2 }, context);

    public void Dispose() => System.IO.File.Delete(_path);
}

public sealed class ExitComplianceTests : ConnectorCompliance
{
    internal override IConnector Create(ConnectorContext context) => new ExitConnector(new(), context);
}
