using System.Runtime.InteropServices;
using McpContextBrowser.Core;
using McpContextBrowser.Core.Contracts;
using McpContextBrowser.CrashProbe;

// write DIR SOURCE N    goes on from the highest batch in the data directory DIR, prints "ACK n" after each that is durable
// verify DIR SOURCE     prints "OK n" (exit 0) or "ERR what" (exit 2)
// SOURCE is the source tree that is indexed; it lies outside DIR, and verify does not need it to exist.

// A fault injector in LD_PRELOAD sees only calls that are looked up through the main program; a plain "libc" is bound inside libc.
NativeLibrary.SetDllImportResolver(
    typeof(ContextBrowser).Assembly,
    static (name, _, _) => name == "libc" ? NativeLibrary.GetMainProgramHandle() : nint.Zero);

var (verb, folder, source) = (args[0], Path.GetFullPath(args[1]), Path.GetFullPath(args[2]));
try
{
    if (verb == "write")
    {
        await using var probe = new Probe(folder, source);
        await BatchWriter.RunAsync(probe, long.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture), batch =>
        {
            Console.WriteLine($"ACK {batch}");
            Console.Out.Flush();
        });
        return 0;
    }

    var scratch = Directory.CreateTempSubdirectory("ctxb-probe-").FullName;
    try
    {
        await using var probe = new Probe(folder, source);
        Console.WriteLine($"OK {await new Verifier(probe, scratch).RunAsync()}");
        return 0;
    }
    finally
    {
        Directory.Delete(scratch, recursive: true);
    }
}
catch (CtxbException refused)
{
    Console.WriteLine($"ERR {refused.Code}: {refused.Message} {refused.Next}");
    return 2;
}
catch (Exception problem) when (problem is ViolationException || verb == "write")
{
    Console.WriteLine($"ERR {problem.Message}");
    Console.Error.WriteLine(problem);
    return 2;
}
