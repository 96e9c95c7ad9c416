using System.Globalization;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.Core.Crypto;
using McpContextBrowser.Core.Embedding.Providers;
using Microsoft.Data.Sqlite;

namespace McpContextBrowser.Core;

/// <summary>
/// What all processes together used of the embedding providers, by endpoint: <c>usage.db</c> in the data folder, made when the first
/// request was sent. Names of hosts and numbers only, so it is not sealed. Accounts are no reason to fail a search: what cannot be
/// written waits in the counter for the next time.
/// </summary>
/// <param name="path">The file; its folder exists once anything was indexed.</param>
internal sealed class UsageLedger(string path)
{
    // 1: usage by provider and endpoint
    private const int FormatVersion = 1;

    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS usage(
            provider TEXT NOT NULL, endpoint TEXT NOT NULL, requests INTEGER NOT NULL, failures INTEGER NOT NULL, tokens INTEGER NOT NULL,
            nanodollars INTEGER NOT NULL, microseconds INTEGER NOT NULL, PRIMARY KEY(provider, endpoint)) STRICT, WITHOUT ROWID;
        """;

    private const string Add =
        """
        INSERT INTO usage VALUES($provider, $endpoint, $requests, $failures, $tokens, $nanodollars, $microseconds)
        ON CONFLICT DO UPDATE SET
            requests = requests + $requests, failures = failures + $failures, tokens = tokens + $tokens,
            nanodollars = nanodollars + $nanodollars, microseconds = microseconds + $microseconds
        """;

    private const decimal NanodollarsPerDollar = 1e9m; // a token of the cheapest model costs twenty

    /// <summary>All that was kept, in order of provider and endpoint; empty when nothing was, or when it cannot be read.</summary>
    public IReadOnlyList<ProviderUsage> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var connection = Open(SqliteOpenMode.ReadOnly);
            return connection.Query(
                "SELECT provider, endpoint, requests, failures, tokens, nanodollars, microseconds FROM usage ORDER BY provider, endpoint",
                row => new ProviderUsage(
                    row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5) / NanodollarsPerDollar,
                    TimeSpan.FromMicroseconds(row.GetInt64(6))));
        }
        catch (SqliteException)
        {
            return [];
        }
    }

    /// <summary>Moves the counts since the last time into the file, all or none.</summary>
    public void Keep(UsageCounter counter)
    {
        var counts = counter.Take();
        if (counts.Count == 0)
        {
            return;
        }

        try
        {
            OwnerOnlyFile.CreateFolder(Path.GetDirectoryName(path)!);
            if (!File.Exists(path))
            {
                OwnerOnlyFile.TryCreate(path, []); // SQLite would make it readable for the group
            }

            using var connection = Open(SqliteOpenMode.ReadWrite);
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Run($"{Schema} PRAGMA user_version = {FormatVersion.ToString(CultureInfo.InvariantCulture)}");
            foreach (var usage in counts)
            {
                connection.Run(
                    Add,
                    ("$provider", usage.Provider), ("$endpoint", usage.Endpoint), ("$requests", usage.Requests), ("$failures", usage.Failures),
                    ("$tokens", usage.Tokens), ("$nanodollars", (long)(usage.Dollars * NanodollarsPerDollar)),
                    ("$microseconds", (long)usage.Answering.TotalMicroseconds));
            }

            transaction.Commit();
        }
        catch (Exception e) when (e is SqliteException or CtxbException or IOException or UnauthorizedAccessException)
        {
            foreach (var usage in counts)
            {
                counter.Add(usage);
            }
        }
    }

    /// <summary>Forgets all.</summary>
    public void Delete()
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        connection.Run("PRAGMA busy_timeout = 1000");
        return connection;
    }
}
