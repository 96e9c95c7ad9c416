using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace McpContextBrowser.Tests;

/// <summary>
/// A proof of many minutes. It carries the category <c>Slow</c> and is skipped by name unless <c>CTXB_SLOW_TESTS</c> is 1, as
/// <c>./test.sh slow</c> sets it: a runner that leaves out a filter, or drops it for a large assembly, cannot meet it by mistake.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class SlowAttribute : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        test.Properties.Add(PropertyNames.Category, "Slow");
        if (Environment.GetEnvironmentVariable("CTXB_SLOW_TESTS") != "1" && test.RunState == RunState.Runnable)
        {
            test.RunState = RunState.Ignored;
            test.Properties.Set(PropertyNames.SkipReason, "runs in ./test.sh slow");
        }
    }
}
