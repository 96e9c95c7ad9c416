using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpContextBrowser.Configuration;

/// <summary>The JSON schema of <c>ctxb.json</c>, for editors; made from the one list of settings.</summary>
internal static class SettingsSchema
{
    private const string Root = "https://json-schema.org/draft/2020-12/schema";

    public static string Text()
    {
        var schema = new JsonObject
        {
            ["$schema"] = Root,
            ["title"] = "Settings of ctxb",
            ["description"] = "The user's ctxb.json; a repository's own may set walking and chunking only.",
            ["type"] = "object",
            ["properties"] = new JsonObject { ["$schema"] = new JsonObject { ["type"] = "string" } },
            ["additionalProperties"] = false,
        };
        foreach (var setting in Settings.All)
        {
            Put(schema, setting.Key.Split('.'), Property(setting));
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static JsonObject Property(Setting setting)
    {
        var value = new JsonObject
        {
            ["type"] = setting.Kind switch
            {
                SettingKind.Integer => "integer",
                SettingKind.Number => "number",
                SettingKind.Switch => "boolean",
                _ => "string",
            },
        };
        if (setting.IsNumber)
        {
            var range = SettingRange.Of(setting);
            Put(value, "minimum", range.Least);
            Put(value, "maximum", range.Most);
        }

        if (setting.Kind == SettingKind.Duration)
        {
            value["pattern"] = DurationText.Pattern;
        }

        if (setting.Names is { } names)
        {
            value["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        }

        var property = setting.IsList ? new JsonObject { ["type"] = "array", ["items"] = value } : value;
        property["description"] = setting.RepositoryMay ? setting.Meaning + " A repository's own file may set it." : setting.Meaning;
        return property;
    }

    private static void Put(JsonObject value, string bound, long? number)
    {
        if (number is { } known)
        {
            value[bound] = known;
        }
    }

    private static void Put(JsonObject at, ReadOnlySpan<string> path, JsonObject property)
    {
        var properties = (JsonObject)at["properties"]!;
        if (path.Length == 1)
        {
            properties[path[0]] = property;
            return;
        }

        var inner = properties[path[0]] switch
        {
            null => Object(),
            JsonObject { } scalar when scalar["anyOf"] is JsonArray either => either[1]!.AsObject(),
            JsonObject { } scalar when scalar["properties"] is null => Either(properties, path[0], scalar),
            var known => known.AsObject(),
        };
        if (properties[path[0]] is null)
        {
            properties[path[0]] = inner;
        }

        Put(inner, path[1..], property);
    }

    /// <summary>A name that stands alone or has further settings below it: then its own is called provider.</summary>
    private static JsonObject Either(JsonObject properties, string name, JsonObject scalar)
    {
        properties.Remove(name);
        var inner = Object();
        inner["properties"]!["provider"] = scalar.DeepClone();
        properties[name] = new JsonObject { ["anyOf"] = new JsonArray(scalar, inner) };
        return inner;
    }

    private static JsonObject Object() => new() { ["type"] = "object", ["properties"] = new JsonObject(), ["additionalProperties"] = false };
}
