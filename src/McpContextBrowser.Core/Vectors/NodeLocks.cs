namespace McpContextBrowser.Core.Vectors;

/// <summary>A lock for each node while its links are rewritten. Several nodes share one; nobody ever holds two.</summary>
internal sealed class NodeLocks
{
    private const int Count = 4096; // far more than threads, so that two rarely meet

    private readonly int[] _taken = new int[Count];

    public void Enter(int node)
    {
        ref var taken = ref _taken[node & (Count - 1)];
        if (Interlocked.CompareExchange(ref taken, 1, 0) != 0)
        {
            var wait = default(SpinWait);
            do
            {
                wait.SpinOnce();
            }
            while (Interlocked.CompareExchange(ref taken, 1, 0) != 0);
        }
    }

    public void Exit(int node) => Volatile.Write(ref _taken[node & (Count - 1)], 0);
}
