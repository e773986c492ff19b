using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using PortManager.Protocol;
using PortManager.Server.Web.Api;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.OpenApi;

/// <summary>
/// The description of the interface (OpenAPI 3.1), out of the routes that serve it and of the types that are sent. The framework's own
/// generator would double what HTTP adds to the program, and is not clean for a native build.
/// </summary>
internal sealed class OpenApiDocument(IReadOnlyList<Route> routes)
{
    private static readonly JsonSchemaExporterOptions s_options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Refine };

    private Entity? _entity;

    public Entity Entity => _entity ??= new Entity(Operation.Json, JsonSerializer.SerializeToUtf8Bytes(Make(), ApiJson.Types.JsonObject));

    private JsonObject Make()
    {
        var schemas = new JsonObject { [nameof(Problem)] = Schema(ApiJson.Types.Problem) };
        var paths = new JsonObject();
        foreach (Route route in routes)
        {
            if (route.Operation is not { } operation)
                continue;
            if (operation.Type is { } type)
                schemas[type.Type.Name] = Schema(type);
            paths[route.Path] = new JsonObject { ["get"] = Describe(operation) };
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Port manager",
                ["version"] = Product.Version,
                ["description"] = "Which services run on this host, on which ports, and how the port manager is. Nothing can be changed here.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Describe(Operation operation)
    {
        var responses = new JsonObject
        {
            ["200"] = Response("Success.", operation.ContentType, operation.Type is { } type ? Reference(type.Type.Name) : new JsonObject()),
        };
        foreach ((int status, string when) in operation.Problems)
            responses[$"{status}"] = Response($"{ReasonPhrases.GetReasonPhrase(status)}: {when}", Problem.ContentType, Reference(nameof(Problem)));
        return new JsonObject
        {
            ["operationId"] = operation.Id,
            ["summary"] = operation.Summary,
            ["parameters"] = new JsonArray([.. operation.Parameters.Select(Describe)]),
            ["responses"] = responses,
        };
    }

    private static JsonObject Describe(Parameter parameter)
    {
        var schema = new JsonObject { ["type"] = parameter.Type };
        if (parameter.Values.Count > 0)
            schema["enum"] = new JsonArray([.. parameter.Values.Select(v => (JsonNode)v)]);
        return new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["description"] = parameter.Description,
            ["required"] = parameter.In == "path",
            ["schema"] = schema,
        };
    }

    private static JsonObject Response(string description, string contentType, JsonObject schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { [contentType] = new JsonObject { ["schema"] = schema } },
    };

    private static JsonObject Reference(string type) => new() { ["$ref"] = $"#/components/schemas/{type}" };

    private static JsonNode Schema(JsonTypeInfo type) => type.GetJsonSchemaAsNode(s_options);

    // What is null is left out, so that no property is null, and those that can be are not required.
    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject described)
            return schema;
        if (described["type"] is JsonArray types)
            described["type"] = types.Single(t => t!.GetValue<string>() != "null")!.DeepClone();
        if (described["enum"] is JsonArray values)
        {
            described["type"] = "string";
            values.Remove(values.FirstOrDefault(v => v is null));
            // Only clients know it.
            if (context.TypeInfo.Type == typeof(PortState))
                values.Remove(values.First(v => v!.GetValue<string>() == DetailRow.WordOf(PortState.Unknown)));
        }

        if (context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), false) is [DescriptionAttribute { Description: var text }])
            described.Insert(0, "description", text);
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            described["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(p => !p.IsGetNullable).Select(p => (JsonNode)p.Name)]);
        return described;
    }
}
