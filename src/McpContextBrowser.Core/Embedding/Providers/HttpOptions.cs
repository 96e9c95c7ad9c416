namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Connections to one endpoint.</summary>
public sealed record HttpOptions
{
    /// <summary>Most connections, and so most requests under way.</summary>
    /// <value>Default 8. Range 1 to 256.</value>
    public int MaxConnections { get; init; } = 8;

    /// <summary>Until a connection must be open, name look-up included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Until one attempt must be answered whole.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until one batch must be embedded, with all its attempts, waits and endpoints.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Until a question must be embedded, all attempts and endpoints together: somebody waits, and words alone can answer.</summary>
    public TimeSpan QuestionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Age at which a connection is replaced, so that a change in DNS is noticed.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Rest after which a connection is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Rest after which TCP asks whether the peer is still there, so that no router forgets the connection.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests under way may finish when the embedder is disposed.</summary>
    public TimeSpan ShutdownDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest answer that is read; 2,048 vectors of 3,072 floats in base64 are 34 MB.</summary>
    public int MaxResponseBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>All that is wrong with these values, one sentence each; empty when usable.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxConnections is < 1 or > 256)
        {
            yield return $"embedding.http.maxConnections is {MaxConnections}; use 1 to 256.";
        }

        if (MaxResponseBytes < 1024)
        {
            yield return $"embedding.http.maxResponseBytes is {MaxResponseBytes}; use at least 1024.";
        }

        (string Name, TimeSpan Time)[] times =
        [
            ("connectTimeout", ConnectTimeout), ("attemptTimeout", AttemptTimeout), ("totalTimeout", TotalTimeout), ("questionTimeout", QuestionTimeout),
            ("connectionLifetime", ConnectionLifetime), ("idleTimeout", IdleTimeout), ("keepAlive", KeepAlive),
        ];
        foreach (var (name, time) in times)
        {
            if (time <= TimeSpan.Zero || time > TimeSpan.FromDays(1))
            {
                yield return $"embedding.http.{name} is {time}; use more than zero and at most a day.";
            }
        }

        if (ShutdownDeadline < TimeSpan.Zero || ShutdownDeadline > TimeSpan.FromDays(1))
        {
            yield return $"embedding.http.shutdownDeadline is {ShutdownDeadline}; use zero to a day.";
        }
    }
}
