using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Operators.Generic;
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
