using System.Net;
using System.Text;
using PortManager.Lab.Etcd;

namespace PortManager.Tests.Lab;

/// <summary>A call of etcd that its caller gives up ends as one that was given up, and not as one that failed, whatever the connection does at that moment.</summary>
public sealed class EtcdClientTests : IDisposable
{
    private readonly CancellationTokenSource _caller = new();

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task A_request_that_is_given_up_while_the_connection_breaks_was_given_up()
    {
        using EtcdClient etcd = Client(() => throw GivenUp(new HttpRequestException()));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => etcd.RangeAsync(new RangeRequest { Key = [] }, _caller.Token));
    }

    [Fact]
    public async Task An_answer_that_is_given_up_while_the_connection_breaks_was_given_up()
    {
        using EtcdClient etcd = Client(() => new Breaking("{", () => GivenUp(new IOException())));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => etcd.RangeAsync(new RangeRequest { Key = [] }, _caller.Token));
    }

    [Fact]
    public async Task A_watch_that_is_given_up_while_the_connection_breaks_was_given_up()
    {
        using EtcdClient etcd = Client(() => new Breaking("{\"result\":{}}\n", () => GivenUp(new IOException())));
        await using IAsyncEnumerator<WatchResult> watch = etcd.WatchAsync(new WatchCreateRequest { Key = [], RangeEnd = [] }, _caller.Token).GetAsyncEnumerator(_caller.Token);

        Assert.True(await watch.MoveNextAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await watch.MoveNextAsync());
    }

    [Fact]
    public async Task A_watch_whose_connection_breaks_is_over()
    {
        using EtcdClient etcd = Client(() => new Breaking("{\"result\":{}}\n", () => new IOException()));
        await using IAsyncEnumerator<WatchResult> watch = etcd.WatchAsync(new WatchCreateRequest { Key = [], RangeEnd = [] }, _caller.Token).GetAsyncEnumerator(_caller.Token);

        Assert.True(await watch.MoveNextAsync());
        Assert.False(await watch.MoveNextAsync());
    }

    private static EtcdClient Client(Func<Stream> answer) => new(new EtcdOptions { Endpoints = [new Uri("http://127.0.0.1:1")] }, new Transport(answer));

    private Exception GivenUp(Exception e)
    {
        _caller.Cancel();
        return e;
    }

    private sealed class Transport(Func<Stream> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(answer()) });
    }

    /// <summary>A stream that breaks behind a text.</summary>
    private sealed class Breaking(string text, Func<Exception> end) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override int Read(byte[] buffer, int offset, int count) => Whole(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Whole(base.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Whole(await base.ReadAsync(buffer, CancellationToken.None));

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw end();
        }

        private int Whole(int count) => count > 0 ? count : throw end();
    }
}
