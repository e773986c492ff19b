using System.Net;
using System.Text;

namespace PortManager.EndToEnd.Support;

/// <summary>Stands before a real etcd: answers as it does, or with a lie.</summary>
internal sealed class LyingEtcd : IDisposable
{
    private readonly Etcd _etcd;
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private int _lies;

    public LyingEtcd(Etcd etcd)
    {
        _etcd = etcd;
        Url = $"http://127.0.0.1:{Etcd.FreePort()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it serves.</summary>
    public string Url { get; }

    /// <summary>What it answers instead of the truth, and to which requests; null for the truth.</summary>
    public (string Path, string Answer)? Lie { get; set; }

    /// <summary>How often it has lied.</summary>
    public int Lies => Volatile.Read(ref _lies);

    public void Dispose()
    {
        _listener.Close();
        _http.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = AnswerAsync(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        try
        {
            string path = context.Request.Url!.AbsolutePath;
            if (Lie is { } lie && lie.Path == path)
            {
                Interlocked.Increment(ref _lies);
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(lie.Answer + "\n"));
                return;
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, $"{_etcd.Url}{path}") { Content = new StreamContent(context.Request.InputStream) };
            using HttpResponseMessage truth = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.StatusCode = (int)truth.StatusCode;
            response.SendChunked = true;
            await using Stream body = await truth.Content.ReadAsStreamAsync();
            byte[] piece = new byte[16 * 1024];
            while (await body.ReadAsync(piece) is var count and > 0)
            {
                await response.OutputStream.WriteAsync(piece.AsMemory(0, count));
                await response.OutputStream.FlushAsync();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or HttpListenerException or ObjectDisposedException)
        {
            // Either side is gone.
        }
    }
}
