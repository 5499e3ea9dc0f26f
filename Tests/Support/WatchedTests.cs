using System.Diagnostics;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("Tremor.Dataflow.Tests.Support.WatchedTests", "Tremor.Dataflow.Tests")]

namespace Tremor.Dataflow.Tests.Support;

/// <summary>
/// xunit's own way to run tests, with a thread beside it that ends the process when a test hangs: without it a run would wait for ever and
/// never say for what. The names go to standard error, which the test platform prints as the reason of the crash.
/// </summary>
public sealed class WatchedTests(IMessageSink diagnostics) : XunitTestFramework(diagnostics)
{
    /// <summary>
    /// The slowest tests take some 10 s on two processors, and several times that where other work goes on; in their long forms some take as long as one wishes.
    /// </summary>
    private static readonly TimeSpan s_limit =
        Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(static name => name.StartsWith("TREMOR_", StringComparison.Ordinal))
            ? TimeSpan.FromHours(3)
            : TimeSpan.FromMinutes(3);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(testCases, new Watch(executionMessageSink), executionOptions);
    }

    /// <summary>Sees each test begin and end.</summary>
    private sealed class Watch : Xunit.LongLivedMarshalByRefObject, IMessageSink
    {
        private readonly IMessageSink _next;
        private readonly RunningTests _running = new(TimeProvider.System);
        private readonly ManualResetEventSlim _ended = new();

        public Watch(IMessageSink next)
        {
            _next = next;
            // A thread of its own: a test that hangs may have taken those of the pool with it.
            if (!Debugger.IsAttached) new Thread(Look) { IsBackground = true, Name = "hanging tests" }.Start();
        }

        public bool OnMessage(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestStarting starting: _running.Start(starting.Test, starting.Test.DisplayName); break;
                case ITestFinished finished: _running.End(finished.Test); break;
                case ITestAssemblyFinished: _ended.Set(); break;
            }

            return _next.OnMessage(message);
        }

        private void Look()
        {
            while (!_ended.Wait(s_look))
            {
                var hanging = _running.LongerThan(s_limit);
                if (hanging.Count == 0) continue;
                Console.Error.WriteLine($"these tests hang:\n  {string.Join("\n  ", hanging)}");
                // Not an orderly exit, which could wait for the very thing that hangs.
                Process.GetCurrentProcess().Kill();
            }
        }
    }
}
