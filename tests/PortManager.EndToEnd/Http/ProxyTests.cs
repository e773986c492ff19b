using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>The daemon behind nginx, set up as docs/rest.md shows it.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;
    private readonly (int Low, int High) _port = Pools.Take(1);
    private Daemon _daemon = null!;
    private RunningProgram _nginx = null!;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync(options: ["--http-host", "daq1"]);
        string configuration = Path.Combine(_folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            daemon off;
            master_process off;
            pid {{_folder}}/pid;
            events {}
            http {
                access_log off;
                client_body_temp_path {{_folder}}/body;
                proxy_temp_path {{_folder}}/proxy;
                fastcgi_temp_path {{_folder}}/fastcgi;
                uwsgi_temp_path {{_folder}}/uwsgi;
                scgi_temp_path {{_folder}}/scgi;
                server {
                    listen 127.0.0.1:{{_port.Low}};
                    {{LocationOfTheDocument().Replace("http://daq1:30000", $"http://127.0.0.1:{_daemon.Port}", StringComparison.Ordinal)}}
                }
            }
            """);
        _nginx = RunningProgram.Start("/usr/sbin/nginx", ["-c", configuration, "-p", _folder, "-e", "stderr"]);
        await Eventually.Holds("nginx serves", () => _nginx.HasEnded || Answers());
        Assert.False(_nginx.HasEnded, _nginx.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _nginx.DisposeAsync();
        await _daemon.DisposeAsync();
        Pools.Return(_port);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Events_come_through_as_they_happen()
    {
        using Follower follower = Follower.Connect(_port.Low, path: "/daq1/api/v1/events");
        using LineClient client = LineClient.Connect(_daemon.Port);

        client.Gimme("first");
        Assert.Equal("first", follower.Next().Data.GetProperty("service").GetString());
        client.Gimme("second");
        Assert.Equal("second", follower.Next().Data.GetProperty("service").GetString());
    }

    [Fact]
    public void The_page_and_what_it_asks_for_are_there_below_its_path()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("s");

        Assert.Equal(200, HttpPeer.Ask(_port.Low, HttpPeer.Get("/daq1/")).Status);
        Assert.Equal(port, Assert.Single(HttpPeer.Json(_port.Low, "/daq1/api/v1/ports").GetProperty("ports").EnumerateArray()).GetProperty("port").GetInt32());
    }

    private bool Answers()
    {
        try
        {
            return HttpPeer.Ask(_port.Low, HttpPeer.Get("/daq1/healthz")).Status == 200;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string LocationOfTheDocument()
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "rest.md"));
        string[] example = [.. lines.SkipWhile(l => !l.StartsWith("    location ", StringComparison.Ordinal)).TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal))];
        Assert.NotEmpty(example);
        return string.Join('\n', example);
    }
}
