namespace McpContextBrowser.Tests.EndToEnd;

/// <summary>A folder with an empty home and <c>ctxb</c> in reach, in which <c>sh</c> runs the examples of a page.</summary>
internal sealed class Workplace : IDisposable
{
    public Workplace()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("the examples are those of a shell");
        }
        else
        {
            var program = Disk.Write("bin/ctxb", $"#!/bin/sh\nexec '{CtxbProcess.Dotnet}' '{CtxbProcess.Assembly}' \"$@\"\n");
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public TemporaryFolder Disk { get; } = new();

    public string Home => Disk.Folder("home");

    /// <summary>Lays the example project of the documentation into the home: a repository of git with two commits, and a log that it ignores.</summary>
    /// <returns>Its folder.</returns>
    public async Task<string> WithShopAsync()
    {
        var source = Path.Join(TestPaths.RepositoryRoot, "docs", "example");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Join(Home, "shop", Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var shop = Disk.Join("home", "shop");
        await GitAsync("init", "-q");
        var cart = Path.Join(shop, "web", "cart.ts");
        var discounted = await File.ReadAllTextAsync(cart);
        await File.WriteAllTextAsync(cart, discounted.Replace("Math.round((sum * (100 - voucher.percent)) / 100)", "sum", StringComparison.Ordinal));
        await CommitAsync("Sell things from a cart, over pooled sessions with retries");
        await File.WriteAllTextAsync(cart, discounted);
        await CommitAsync("Subtract the discount of a voucher from the total");

        Disk.Write("home/shop/payment.log", "started\n");
        return shop;

        async Task CommitAsync(string message)
        {
            await GitAsync("add", ".");
            await GitAsync("-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgSign=false", "commit", "-q", "-m", message);
        }

        Task GitAsync(params string[] words) => Programs.NeedAsync("the example", shop, "git", words);
    }

    /// <summary>Runs lines to the end; nothing of this machine's settings is seen.</summary>
    /// <returns>What was printed on either side.</returns>
    public async Task<string> RunAsync(string folder, string script, params (string Name, string Value)[] variables)
    {
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(CtxbProcess.IsSetting).ToDictionary(name => name, string? (_) => null);
        environment["HOME"] = Home;
        environment["PATH"] = Disk.Join("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var run = await Programs.RunAsync(folder, environment, "sh", "-u", "-c", script);
        Assert.That(run?.ExitCode, Is.Zero, run?.Text);
        return run!.Value.Text;
    }

    public void Dispose() => Disk.Dispose();
}
