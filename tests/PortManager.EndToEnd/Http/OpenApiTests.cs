using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>The description of the interface.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task It_is_valid_and_describes_what_is_there()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 2);
        using LineClient holder = LineClient.Connect(daemon.Port);
        int port = holder.Gimme("s");

        ReadResult read = OpenApiDocument.Parse(HttpPeer.Ask(daemon.Port, HttpPeer.Get("/api/openapi.json")).Body, "json");

        Assert.NotNull(read.Diagnostic);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        OpenApiDocument document = read.Document!;
        Assert.Equal(14, document.Paths.Count);
        foreach ((string path, IOpenApiPathItem item) in document.Paths)
        {
            Assert.NotEmpty(Assert.Single(item.Operations!).Value.Summary!);
            using LineClient client = LineClient.Connect(daemon.Port);
            client.Send(HttpPeer.Get(path.Replace("{port}", $"{port}", StringComparison.Ordinal)));
            // This daemon has no directory.
            Assert.Equal(path.StartsWith("/api/v1/lab/", StringComparison.Ordinal) ? 404 : 200, client.ReadHead().Status);
        }
    }

    [Fact]
    public async Task Every_property_that_it_names_says_what_it_is()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 2);

        OpenApiDocument document = OpenApiDocument.Parse(HttpPeer.Ask(daemon.Port, HttpPeer.Get("/api/openapi.json")).Body, "json").Document!;

        IOpenApiSchema row = document.Components!.Schemas!["PortDocument"];
        Assert.Equal(["port", "process", "service", "since", "state", "user", "verifiedUser"], row.Properties!.Keys.Order());
        Assert.Equal(["port", "service", "since", "state", "user"], row.Required!.Order());
        Assert.All(row.Properties.Values, property => Assert.NotEmpty(property.Description!));
    }
}
