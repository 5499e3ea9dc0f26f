using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Operators.Debug;
using Tremor.Dataflow.Operators.Generic;
using Tremor.Dataflow.Operators.Grouper;
using Tremor.Dataflow.Operators.Qos;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Operators;

public sealed class PassthroughComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => new PassthroughOperator();
}

public sealed class BatchByCountComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => new BatchOperator(new() { Count = 3 }, context);
}

public sealed class BatchByTimeComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => new BatchOperator(new() { Count = 0, Timeout = 2_000_000_000 }, context);
}

public sealed class CounterComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => new CounterOperator();
}

public sealed class HistoryComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => new HistoryOperator(new() { Op = "here", Name = "way" });
}

public sealed class BucketComplianceTests : OperatorCompliance
{
    internal override string[] Outputs => ["out", "overflow", "err"];

    internal override IOperator Create(OperatorContext context) => new BucketOperator();
}

public sealed class BackpressureComplianceTests : OperatorCompliance
{
    internal override string[] Outputs => ["out", "overflow"];

    internal override IOperator Create(OperatorContext context) => new BackpressureOperator(new() { Timeout = 1 }, context);
}

public sealed class PercentileComplianceTests : OperatorCompliance
{
    internal override string[] Outputs => ["out", "overflow"];

    internal override IOperator Create(OperatorContext context) => new PercentileOperator(new() { Timeout = 1 }, context);
}

public sealed class RoundRobinComplianceTests : OperatorCompliance
{
    internal override string[] Outputs => ["left", "right", "overflow"];

    internal override IOperator Create(OperatorContext context) => new RoundRobinOperator(new() { Outputs = ["left", "right"] }, context);
}

public sealed class GroupedSelectComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => SelectOf.Clauses(
        new(SelectOf.Text("{\"n\": event.n}"), null, null) { Group = [new(SelectOf.Text("event.n % 3"), false, null)] }, context);
}

public sealed class WindowedSelectComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => SelectOf.Clauses(
        new(SelectOf.Text("aggr::win::collect_flattened(event)"), null, null) { Windows = [new("w", WindowEnd.Size) { Size = 3 }] }, context);
}

public sealed class TimedSelectComplianceTests : OperatorCompliance
{
    internal override IOperator Create(OperatorContext context) => SelectOf.Clauses(
        new(SelectOf.Text("aggr::win::last(event)"), null, null)
        {
            Windows = [new("w", WindowEnd.Interval) { Size = 2_000_000_000 }],
            Group = [new(SelectOf.Text("event.n % 2"), false, null)],
        },
        context);
}
