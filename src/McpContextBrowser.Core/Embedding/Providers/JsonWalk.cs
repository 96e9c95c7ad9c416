using System.Text.Json;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>Steps through a JSON answer whose form is known, refusing any other form by <see cref="JsonException"/>.</summary>
internal static class JsonWalk
{
    /// <summary>Moves onto the beginning of an object.</summary>
    public static void RequireObject(ref Utf8JsonReader json)
    {
        json.Read();
        RequireStarted(ref json);
    }

    /// <summary>The reader is on the beginning of an object.</summary>
    public static void RequireStarted(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not an object.");
        }
    }

    /// <summary>Moves onto the beginning of an array.</summary>
    public static void RequireArray(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Not an array.");
        }
    }

    /// <summary>Moves onto the next name of an object, or onto its end.</summary>
    public static bool NextProperty(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves onto the next item of an array, or onto its end.</summary>
    public static bool NextItem(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;

    /// <summary>From a name to the end of its value.</summary>
    public static void SkipValue(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }
}
