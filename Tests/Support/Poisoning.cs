using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Buffers;

namespace Tremor.Dataflow.Tests.Support;

/// <summary>All tests run with returned buffers overwritten, so that whoever reads one too late fails.</summary>
internal static class Poisoning
{
    [ModuleInitializer]
    public static void TurnOn() => PooledBuffer.Poison = true;
}
