using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpContextBrowser.Server.Auth;
using McpContextBrowser.Server.Mcp;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

#pragma warning disable MCP9005 // deprecated since 2026-07-28: the suite asks for them all the same
namespace McpContextBrowser.Tests.Server.Mcp;

/// <summary>
/// The tools, prompts and resources that the protocol's conformance suite asks of a server, behind our transport. What each must
/// do stands in the suite's own scenarios.
/// </summary>
internal sealed class ConformanceSurface : IMcpSurface
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private const string Wav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
    private const string NameSchema = """{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}""";
    private const string Template = "test://template/";

    private static readonly TimeSpan StaysTheSame = TimeSpan.FromMinutes(1);

    private static readonly string[] Plain =
    [
        "test_simple_text", "test_image_content", "test_audio_content", "test_embedded_resource", "test_multiple_content_types", "test_tool_with_logging", "test_error_handling",
        "test_tool_with_progress", "test_elicitation_sep1034_defaults", "test_elicitation_sep1330_enums", "test_missing_capability", "test_streaming_elicitation", "test_logging_tool",
        "test_input_required_result_elicitation", "test_input_required_result_sampling", "test_input_required_result_list_roots", "test_input_required_result_request_state",
        "test_input_required_result_multiple_inputs", "test_input_required_result_multi_round", "test_input_required_result_tampered_state", "test_input_required_result_capabilities",
    ];

    private static readonly Tool[] Tools =
    [
        .. Plain.Select(name => new Tool { Name = name, Description = name, InputSchema = JsonElement.Parse("""{"type":"object"}""") }),
        new() { Name = "test_sampling", Description = "test_sampling", InputSchema = JsonElement.Parse("""{"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]}""") },
        new() { Name = "test_elicitation", Description = "test_elicitation", InputSchema = JsonElement.Parse("""{"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}""") },
    ];

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public McpServerOptions ServerOf(Caller caller) => new()
    {
        ServerInfo = new Implementation { Name = "conformance", Version = "1" },
        Capabilities = new ServerCapabilities
        {
            Tools = new ToolsCapability(),
            Prompts = new PromptsCapability(),
            Resources = new ResourcesCapability { Subscribe = true },
            Completions = new CompletionsCapability(),
            Logging = new LoggingCapability(),
        },
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = static (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. Tools], TimeToLive = StaysTheSame, CacheScope = CacheScope.Public }),
            CallToolHandler = CallAsync,
            ListPromptsHandler = static (_, _) => ValueTask.FromResult(Prompts),
            GetPromptHandler = GetPromptAsync,
            ListResourcesHandler = static (_, _) => ValueTask.FromResult(Resources),
            ListResourceTemplatesHandler = static (_, _) => ValueTask.FromResult(Templates),
            ReadResourceHandler = static (request, _) => ValueTask.FromResult(Read(request.Params.Uri)),
            SubscribeToResourcesHandler = static (_, _) => ValueTask.FromResult(new EmptyResult()),
            UnsubscribeFromResourcesHandler = static (_, _) => ValueTask.FromResult(new EmptyResult()),
            SetLoggingLevelHandler = static (_, _) => ValueTask.FromResult(new EmptyResult()),
            CompleteHandler = static (_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = ["paris", "park"] } }),
        },
    };

    public Operation? OperationOfTool(string tool) => Operation.Search;

    public Operation? OperationOfMethod(string method, JsonObject? parameters) => Operation.Health;

    public IReadOnlyList<string> CollectionsIn(string method, JsonObject? parameters) => [];

    public bool IsGranted(Caller caller, Operation operation, string collection) => true;

    private static ListPromptsResult Prompts { get; } = new()
    {
        Prompts =
        [
            Prompt("test_simple_prompt"), Prompt("test_prompt_with_arguments", "arg1", "arg2"), Prompt("test_prompt_with_embedded_resource", "resourceUri"),
            Prompt("test_prompt_with_image"), Prompt("test_input_required_result_prompt"),
        ],
        TimeToLive = StaysTheSame,
        CacheScope = CacheScope.Public,
    };

    private static ListResourcesResult Resources { get; } = new()
    {
        Resources = [.. new[] { "static-text", "static-binary", "watched-resource" }.Select(name => new Resource { Uri = $"test://{name}", Name = name })],
        TimeToLive = StaysTheSame,
        CacheScope = CacheScope.Public,
    };

    private static ListResourceTemplatesResult Templates { get; } = new()
    {
        ResourceTemplates = [new ResourceTemplate { UriTemplate = Template + "{id}/data", Name = "template" }],
        TimeToLive = StaysTheSame,
        CacheScope = CacheScope.Public,
    };

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var (server, call) = (request.Server, request.Params);
        switch (call.Name)
        {
            case "test_simple_text": return Text("This is a simple text response for testing.");
            case "test_image_content": return Of(Image);
            case "test_audio_content": return Of(AudioContentBlock.FromBytes(Convert.FromBase64String(Wav), "audio/wav"));
            case "test_embedded_resource": return Of(Embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."));
            case "test_multiple_content_types":
                return Of(new TextContentBlock { Text = "Multiple content types test:" }, Image, Embedded("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""));
            case "test_error_handling":
                return new() { IsError = true, Content = [new TextContentBlock { Text = "This tool intentionally returns an error for testing" }] };
            case "test_logging_tool":
                // The newest revision: only who asks for a level in the request itself is sent what is logged.
                if (call.Meta?[MetaKeys.LogLevel] is JsonValue level && Enum.TryParse<LoggingLevel>(level.ToString(), ignoreCase: true, out var least) && least <= LoggingLevel.Info)
                {
                    await server.SendNotificationAsync(
                        NotificationMethods.LoggingMessageNotification,
                        new LoggingMessageNotificationParams { Level = LoggingLevel.Info, Data = JsonSerializer.SerializeToElement("Tool was called") }, cancellationToken: cancellationToken);
                }

                return Text("logged what was asked for");
            case "test_tool_with_logging":
                foreach (var sentence in new[] { "Tool execution started", "Tool processing data", "Tool execution completed" })
                {
                    await server.SendNotificationAsync(
                        NotificationMethods.LoggingMessageNotification,
                        new LoggingMessageNotificationParams { Level = LoggingLevel.Info, Data = JsonSerializer.SerializeToElement(sentence) }, cancellationToken: cancellationToken);
                }

                return Text("logged");
            case "test_tool_with_progress":
                foreach (var progress in new[] { 0, 50, 100 })
                {
                    if (call.ProgressToken is { } token)
                    {
                        await server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = progress, Total = 100 }, cancellationToken: cancellationToken);
                    }
                }

                return Text("done");
            case "test_sampling":
                var sampled = await server.SampleAsync(Question(call.Arguments!["prompt"].GetString()!, 100), cancellationToken);
                return Text($"LLM response: {sampled.Content.OfType<TextContentBlock>().First().Text}");
            case "test_elicitation":
                return Text($"User response: {Words(await server.ElicitAsync(Form(
                    call.Arguments!["message"].GetString()!,
                    """{"type":"object","properties":{"username":{"type":"string","description":"User's response"},"email":{"type":"string","description":"User's email address"}},"required":["username","email"]}"""), cancellationToken))}");
            case "test_elicitation_sep1034_defaults":
                return Text($"Elicitation completed: {Words(await server.ElicitAsync(Form(
                    "Defaults",
                    """
                    {"type":"object","properties":{"name":{"type":"string","default":"John Doe"},"age":{"type":"integer","default":30},"score":{"type":"number","default":95.5},
                    "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},"verified":{"type":"boolean","default":true}}}
                    """), cancellationToken))}");
            case "test_elicitation_sep1330_enums":
                return Text($"Elicitation completed: {Words(await server.ElicitAsync(Form(
                    "Choices",
                    """
                    {"type":"object","properties":{"untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
                    "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},{"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},
                    "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
                    "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
                    "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},{"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}}}
                    """), cancellationToken))}");
            case "test_missing_capability":
                return server.ClientCapabilities?.Sampling is null
                    ? throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() })
                    : Text("it has what is needed");
            case "test_streaming_elicitation":
            case "test_input_required_result_elicitation":
                return Text($"Hello, {Answer(call, "user_name", "name") ?? throw Ask(("user_name", Elicit("What is your name?", NameSchema)))}!");
            case "test_input_required_result_sampling":
                return Text(Sampled(call, "capital_question") ?? throw Ask(("capital_question", InputRequest.ForSampling(Question("What is the capital of France?", 100)))));
            case "test_input_required_result_list_roots":
                return Text(Roots(call, "client_roots") ?? throw Ask(("client_roots", InputRequest.ForRootsList(new()))));
            case "test_input_required_result_request_state":
            case "test_input_required_result_tampered_state":
                return call.RequestState is not null && Opened(call.RequestState) is not null && Has(call, "confirm")
                    ? Text("state-ok")
                    : throw Ask(Sealed("confirm"), ("confirm", Elicit("Please confirm", """{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}""")));
            case "test_input_required_result_multiple_inputs":
                return Answer(call, "user_name", "name") is { } name && Sampled(call, "greeting") is { } greeting && Roots(call, "client_roots") is { } roots && Opened(call.RequestState) is not null
                    ? Text($"{greeting} {name} {roots}")
                    : throw Ask(
                        Sealed("several"), ("user_name", Elicit("What is your name?", NameSchema)), ("greeting", InputRequest.ForSampling(Question("Generate a greeting", 50))),
                        ("client_roots", InputRequest.ForRootsList(new())));
            case "test_input_required_result_multi_round":
                return Opened(call.RequestState) switch
                {
                    null => throw Ask(Sealed("step1"), ("step1", Elicit("Step 1: What is your name?", NameSchema))),
                    "step1" => throw Ask(
                        Sealed("step2"), ("step2", Elicit("Step 2: What is your favorite color?", """{"type":"object","properties":{"color":{"type":"string"}},"required":["color"]}"""))),
                    _ => Text($"{Answer(call, "step2", "color")} it is"),
                };
            case "test_input_required_result_capabilities":
                var wanted = new List<(string, InputRequest)>();
                if (server.ClientCapabilities?.Sampling is not null)
                {
                    wanted.Add(("sampled", InputRequest.ForSampling(Question("Anything", 10))));
                }

                if (server.ClientCapabilities?.Elicitation is not null)
                {
                    wanted.Add(("asked", Elicit("What is your name?", NameSchema)));
                }

                return wanted.Count > 0 && !wanted.Any(one => Has(call, one.Item1)) ? throw Ask([.. wanted]) : Text("done");
            default:
                throw new McpProtocolException("There is no tool of that name.", McpErrorCode.InvalidParams);
        }
    }

    private static ValueTask<GetPromptResult> GetPromptAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        var prompt = request.Params;
        string Given(string name) => prompt.Arguments![name].GetString()!;
        ContentBlock[] blocks = prompt.Name switch
        {
            "test_simple_prompt" => [new TextContentBlock { Text = "This is a simple prompt for testing." }],
            "test_prompt_with_arguments" => [new TextContentBlock { Text = $"Prompt with arguments: arg1='{Given("arg1")}', arg2='{Given("arg2")}'" }],
            "test_prompt_with_embedded_resource" =>
            [
                Embedded(Given("resourceUri"), "text/plain", "Embedded resource content for testing."), new TextContentBlock { Text = "Please process the embedded resource above." },
            ],
            "test_prompt_with_image" => [Image, new TextContentBlock { Text = "Please analyze the image above." }],
            "test_input_required_result_prompt" =>
            [
                new TextContentBlock
                {
                    Text = Answer(prompt, "user_context", "context")
                        ?? throw Ask(("user_context", Elicit("What context should the prompt use?", """{"type":"object","properties":{"context":{"type":"string"}},"required":["context"]}"""))),
                },
            ],
            _ => throw new McpProtocolException("There is no prompt of that name.", McpErrorCode.InvalidParams),
        };
        return ValueTask.FromResult(new GetPromptResult { Messages = [.. blocks.Select(block => new PromptMessage { Role = ModelContextProtocol.Protocol.Role.User, Content = block })] });
    }

    private static ReadResourceResult Read(string uri)
    {
        ResourceContents contents = uri switch
        {
            "test://static-text" or "test://watched-resource" => new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = "This is the content of the static text resource." },
            "test://static-binary" => BlobResourceContents.FromBytes(Convert.FromBase64String(Png), uri, "image/png"),
            _ when uri.StartsWith(Template, StringComparison.Ordinal) && uri.EndsWith("/data", StringComparison.Ordinal) && uri[Template.Length..^5] is var id =>
                new TextResourceContents { Uri = uri, MimeType = "application/json", Text = $$"""{"id":"{{id}}","templateTest":true,"data":"Data for ID: {{id}}"}""" },
            _ => throw new McpProtocolException("Resource not found", McpErrorCode.InvalidParams) { Data = { ["uri"] = uri } },
        };
        return new() { Contents = [contents], TimeToLive = StaysTheSame, CacheScope = CacheScope.Public };
    }

    private static CallToolResult Text(string text) => Of(new TextContentBlock { Text = text });

    private static CallToolResult Of(params ContentBlock[] content) => new() { Content = content };

    private static ImageContentBlock Image => ImageContentBlock.FromBytes(Convert.FromBase64String(Png), "image/png");

    private static EmbeddedResourceBlock Embedded(string uri, string type, string text) => new() { Resource = new TextResourceContents { Uri = uri, MimeType = type, Text = text } };

    private static Prompt Prompt(string name, params string[] arguments) =>
        new() { Name = name, Description = name, Arguments = [.. arguments.Select(argument => new PromptArgument { Name = argument, Required = true })] };

    private static CreateMessageRequestParams Question(string text, int most) => new()
    {
        Messages = [new SamplingMessage { Role = ModelContextProtocol.Protocol.Role.User, Content = [new TextContentBlock { Text = text }] }],
        MaxTokens = most,
    };

    private static ElicitRequestParams Form(string message, string schema) =>
        new() { Message = message, RequestedSchema = JsonSerializer.Deserialize<ElicitRequestParams.RequestSchema>(schema, McpJsonUtilities.DefaultOptions) };

    private static InputRequest Elicit(string message, string schema) => InputRequest.ForElicitation(Form(message, schema));

    private static string Words(ElicitResult result) => $"action={result.Action}, content={JsonSerializer.Serialize(result.Content, McpJsonUtilities.DefaultOptions)}";

    private static InputRequiredException Ask(params (string Key, InputRequest Request)[] requests) => new(requests.ToDictionary(one => one.Key, one => one.Request), null);

    private static InputRequiredException Ask(string state, params (string Key, InputRequest Request)[] requests) => new(requests.ToDictionary(one => one.Key, one => one.Request), state);

    private static bool Has(RequestParams call, string key) => call.InputResponses?.ContainsKey(key) == true;

    private static string? Answer(RequestParams call, string key, string field) =>
        Raw(call, key)?["content"]?[field]?.ToString();

    private static string? Sampled(RequestParams call, string key) => Raw(call, key) is { } answer ? answer["content"]!.ToString() : null;

    private static string? Roots(RequestParams call, string key) => Raw(call, key)?["roots"]?.ToString();

    /// <summary>What the client answered; null when it did not, or in a form that no answer has.</summary>
    private static JsonObject? Raw(RequestParams call, string key) =>
        call.InputResponses?.TryGetValue(key, out var response) == true ? JsonNode.Parse(response.RawValue.GetRawText()) as JsonObject : null;

    /// <summary>A state that only this server can have written.</summary>
    private string Sealed(string state) => $"{state}.{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(state)))}";

    /// <returns>Null where there is none.</returns>
    private string? Opened(string? state)
    {
        if (state is null)
        {
            return null;
        }

        var text = state.Split('.')[0];
        return Sealed(text) == state ? text : throw new McpProtocolException("The state is not one that this server gave.", McpErrorCode.InvalidParams);
    }
}
