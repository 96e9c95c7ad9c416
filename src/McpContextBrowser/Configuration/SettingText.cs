using System.Globalization;
using McpContextBrowser.Core.Embedding.Providers;

namespace McpContextBrowser.Configuration;

/// <summary>A value as a person would write it in a file or a variable.</summary>
internal static class SettingText
{
    /// <returns>Empty when nothing is set. A key is never in it: settings hold only where it lies.</returns>
    public static string Of(Setting setting, CtxbConfiguration configuration) => Of(setting.Get?.Invoke(configuration));

    /// <summary>Without a name, password or query, which may hold a key.</summary>
    private static string Address(Uri url) => url.IsAbsoluteUri ? $"{url.Scheme}://{url.Authority}{url.AbsolutePath}" : url.OriginalString;

    private static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        bool on => on ? "true" : "false",
        TimeSpan time => DurationText.Of(time),
        EndpointOptions endpoint => endpoint.KeyFile is { } file ? $"{Address(endpoint.BaseUrl)} {file}" : Address(endpoint.BaseUrl),
        Enum name => name.ToString().ToLowerInvariant(),
        IEnumerable<object> list => string.Join(", ", list.Select(Of)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value.GetType()} has no text.", nameof(value)),
    };
}
