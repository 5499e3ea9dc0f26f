using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Tremor.Dataflow.Engine.Timing;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary><c>tremor::system</c> (spec: stdlib 5.3).</summary>
internal static class SystemModule
{
    private const string NoHostname = "tremor_host.local";

    private static readonly Value s_hostname = Value.From(Hostname());
    private static readonly Value s_version = Value.From(
        typeof(SystemModule).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0");

    [Function("system::hostname", IsConstant = false)]
    public static Value HostnameOf() => s_hostname;

    [Function("system::ingest_ns", IsConstant = false)]
    public static ulong IngestNs(CallContext context) => context.IngestNs;

    [Function("system::instance", IsConstant = false)]
    public static Value Instance(CallContext context) => Value.From(context.Instance);

    [Function("system::nanotime", IsConstant = false, Warning = "`system::nanotime` asks the operating system on each call; `system::ingest_ns` is known already")]
    public static ulong Nanotime(CallContext context) => context.Time.NowNs();

    [Function("system::version")]
    public static Value Version() => s_version;

    /// <summary>With its domain, where the machine's own name has one.</summary>
    private static string Hostname()
    {
        try
        {
            return Dns.GetHostName() is { Length: > 0 } name ? name : NoHostname;
        }
        catch (SocketException)
        {
            return NoHostname;
        }
    }
}
