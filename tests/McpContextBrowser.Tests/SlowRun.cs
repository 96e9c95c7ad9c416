namespace McpContextBrowser.Tests;

/// <summary>Keeps a proof of many minutes out of every run but <c>./test.sh slow</c>, whatever filter a runner applies.</summary>
internal static class SlowRun
{
    /// <summary>Skips the test by name unless the slow run was asked for.</summary>
    public static void Only()
    {
        if (Environment.GetEnvironmentVariable("CTXB_SLOW_TESTS") != "1")
        {
            Assert.Ignore("runs in ./test.sh slow");
        }
    }
}
