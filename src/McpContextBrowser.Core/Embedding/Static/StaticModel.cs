using System.IO.MemoryMappedFiles;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Embedding.Static;

/// <summary>
/// The built-in model's file, mapped and never copied, so that all <c>ctxb</c> processes of a machine share its pages.
/// Little-endian: <c>"CTXE0001"</c> | i32 V | i32 D | f32 query scale[V] | f32 document scale[V] | f32 log probability[V] |
/// i8 E[V·D] row-major | i32 n | n bytes of ASCII words in id order, a line feed after each.
/// </summary>
/// <remarks>Read-only and safe for any thread until it is disposed; whoever opened it disposes it after the last use.</remarks>
public sealed unsafe class StaticModel : IDisposable
{
    /// <summary>The file that ships beside the program.</summary>
    public const string FileName = "ctxb-code-256.ctxe";

    private const int HeaderBytes = 16;
    private const int MostTokens = 1 << 22;
    private const int MostDimensions = 4096;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly float* _scales;
    private readonly sbyte* _rows;
    private bool _disposed;

    private StaticModel(string path)
    {
        _file = Map(path, out var length);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            start += _view.PointerOffset;
            (TokenCount, Dimensions) = ReadHeader(path, start, length);
            _scales = (float*)(start + HeaderBytes);
            _rows = (sbyte*)(_scales + (3L * TokenCount));
            RefuseUnusableScales(path);
            var words = (byte*)_rows + ((long)TokenCount * Dimensions);
            Words = ReadWords(path, words + sizeof(int), *(int*)words, TokenCount);
            ModelId = $"builtin:{Path.GetFileNameWithoutExtension(path)}:{ModelFingerprint.Of(start, length):x16}";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Name and fingerprint of the file: another file, another id, so vectors of two models never meet.</summary>
    public string ModelId { get; } = "";

    /// <summary>D: floats of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>V: words and pieces the model knows.</summary>
    public int TokenCount { get; }

    internal Vocabulary Words { get; } = null!; // set by the only constructor, or it throws

    /// <summary>D columns a token, int8; the step of quantisation is part of the scales.</summary>
    internal sbyte* Rows => _rows;

    internal ReadOnlySpan<float> LogProbabilities => new(_scales + (2L * TokenCount), TokenCount);

    /// <summary>Where the file lies in an installed tool and in a build: <c>model/</c> beside the program.</summary>
    public static string DefaultPath => Path.Join(AppContext.BaseDirectory, "model", FileName);

    /// <summary>Maps and checks a model file: a few milliseconds of CPU.</summary>
    /// <exception cref="CtxbException"><see cref="ErrorCodes.ModelDamaged"/>: missing, unreadable, or not a model of this layout.</exception>
    public static StaticModel Open(string path) => new(path);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    internal ReadOnlySpan<float> Scales(EmbeddingSide side)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(side == EmbeddingSide.Query ? _scales : _scales + TokenCount, TokenCount);
    }

    private static MemoryMappedFile Map(string path, out long length)
    {
        try
        {
            var handle = File.OpenHandle(path);
            length = RandomAccess.GetLength(handle);
            if (length < HeaderBytes)
            {
                handle.Dispose();
                throw Damaged(path, $"has only {length} bytes");
            }

            return MemoryMappedFile.CreateFromFile(
                handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, "cannot be read", e);
        }
    }

    private static (int Tokens, int Dimensions) ReadHeader(string path, byte* start, long length)
    {
        if (!new ReadOnlySpan<byte>(start, 8).SequenceEqual("CTXE0001"u8))
        {
            throw Damaged(path, "does not begin with CTXE0001");
        }

        var tokens = *(int*)(start + 8);
        var dimensions = *(int*)(start + 12);
        if (tokens is < 1 or > MostTokens || dimensions is < 1 or > MostDimensions)
        {
            throw Damaged(path, $"claims {tokens} tokens of {dimensions} dimensions");
        }

        var wordsAt = HeaderBytes + (12L * tokens) + ((long)tokens * dimensions);
        if (length < wordsAt + sizeof(int) || *(int*)(start + wordsAt) is var words && (words < 0 || length != wordsAt + sizeof(int) + words))
        {
            throw Damaged(path, $"has {length} bytes, which do not fit {tokens} tokens of {dimensions} dimensions");
        }

        return (tokens, dimensions);
    }

    /// <summary>A NaN or infinity here would spread silently into every vector.</summary>
    private void RefuseUnusableScales(string path)
    {
        foreach (var value in new ReadOnlySpan<float>(_scales, 3 * TokenCount))
        {
            if (!float.IsFinite(value))
            {
                throw Damaged(path, "has a weight that is not a number");
            }
        }
    }

    private static Vocabulary ReadWords(string path, byte* words, int length, int count)
    {
        try
        {
            return new Vocabulary(words, length, count);
        }
        catch (FormatException e)
        {
            throw Damaged(path, "has an unusable word list: " + e.Message, e);
        }
    }

    private static CtxbException Damaged(string path, string how, Exception? cause = null) =>
        new(
            ErrorCodes.ModelDamaged,
            $"The embedding model '{path}' {how}.",
            "Reinstall the tool: dotnet tool uninstall --global McpContextBrowser, then dotnet tool install --global McpContextBrowser.",
            cause);
}
