using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PortManager.Lab.Etcd;

/// <summary>
/// Calls etcd by its JSON interface: the member that answered last, and the others if it does not answer. Signs in when that is asked for. Not safe for
/// several calls at a time. A caller that gives up gets an <see cref="OperationCanceledException"/>, also when the connection fails at that moment.
/// </summary>
/// <param name="options">Where etcd is.</param>
/// <param name="transport">Sends the requests.</param>
// Not by gRPC: what that needs makes the program twice as much larger (docs/lab.md).
internal sealed class EtcdClient(EtcdOptions options, HttpMessageHandler transport) : IDisposable
{
    private readonly HttpClient _http = new(transport) { Timeout = Timeout.InfiniteTimeSpan };
    private int _current = Random.Shared.Next(options.Endpoints.Count);
    private string? _token;

    public EtcdClient(EtcdOptions options)
        : this(options, EtcdTransport.Create(options))
    {
    }

    private Uri Endpoint => options.Endpoints[_current];

    public Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellationToken) =>
        CallAsync("v3/kv/range", request, EtcdTypes.Default.RangeRequest, EtcdTypes.Default.RangeResponse, cancellationToken);

    public Task<TransactionResponse> TransactAsync(TransactionRequest request, CancellationToken cancellationToken) =>
        CallAsync("v3/kv/txn", request, EtcdTypes.Default.TransactionRequest, EtcdTypes.Default.TransactionResponse, cancellationToken);

    /// <summary>Gets a lease, of a number that etcd chooses.</summary>
    /// <returns>Its number, and how long it lasts: longer than was asked for if that is less than etcd gives at least.</returns>
    public async Task<(long Id, TimeSpan Length)> GrantLeaseAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var request = new LeaseRequest { Ttl = (long)Math.Ceiling(time.TotalSeconds) };
        LeaseResponse lease = await CallAsync("v3/lease/grant", request, EtcdTypes.Default.LeaseRequest, EtcdTypes.Default.LeaseResponse, cancellationToken).ConfigureAwait(false);
        return (lease.Id, Length(lease));
    }

    /// <summary>Lets a lease begin anew.</summary>
    /// <returns>How long it lasts; zero if it has run out.</returns>
    public async Task<TimeSpan> KeepAliveAsync(long lease, CancellationToken cancellationToken)
    {
        KeepAliveResponse response = await CallAsync(
            "v3/lease/keepalive", new LeaseRequest { Id = lease }, EtcdTypes.Default.LeaseRequest, EtcdTypes.Default.KeepAliveResponse, cancellationToken).ConfigureAwait(false);
        if (response.Error is { } error)
            throw EtcdErrors.Of(Endpoint, error);
        return response.Result is { } kept ? Length(kept) : TimeSpan.Zero;
    }

    /// <summary>Follows a range of keys from a revision on. Ends when the connection does.</summary>
    /// <exception cref="EtcdException">Watching was refused, or no member answers.</exception>
    public async IAsyncEnumerable<WatchResult> WatchAsync(WatchCreateRequest range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new WatchRequest { CreateRequest = range }, EtcdTypes.Default.WatchRequest);
        using HttpResponseMessage response = await SendAsync("v3/watch", body, cancellationToken).ConfigureAwait(false);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await ReadMessageAsync(lines, cancellationToken).ConfigureAwait(false) is { } message)
        {
            if (message.Error is { } error)
                throw EtcdErrors.Of(Endpoint, error);
            if (message.Result is not { } result)
                continue;
            // etcd says in the stream, and in no code, that it does not know the token of a watch.
            if (result is { Canceled: true, CompactRevision: 0 })
                _token = null;
            yield return result;
        }
    }

    /// <summary>Asks another member from now on.</summary>
    public void TryNext() => _current = (_current + 1) % options.Endpoints.Count;

    public void Dispose() => _http.Dispose();

    private static TimeSpan Length(LeaseResponse lease) => TimeSpan.FromSeconds(Math.Clamp(lease.Ttl, 0, int.MaxValue));

    /// <summary>The next message of a stream; null when its connection is over.</summary>
    private async Task<WatchResponse?> ReadMessageAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line
                ? JsonSerializer.Deserialize(line, EtcdTypes.Default.WatchResponse) ?? throw new JsonException()
                : null;
        }
        catch (JsonException e)
        {
            throw EtcdErrors.Unanswered(Endpoint, e);
        }
        catch (Exception e) when (EtcdErrors.IsOfNetwork(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        using HttpResponseMessage response = await SendAsync(path, body, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, responseType, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TResponse> ReadAsync<TResponse>(HttpResponseMessage response, JsonTypeInfo<TResponse> type, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            byte[] answer = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            return JsonSerializer.Deserialize(answer, type) ?? throw new JsonException();
        }
        catch (Exception e) when (EtcdErrors.IsOfNetwork(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            EtcdException failure = EtcdErrors.Unanswered(Endpoint, e);
            TryNext();
            throw failure;
        }
    }

    /// <summary>Has a request answered by any member.</summary>
    private async Task<HttpResponseMessage> SendAsync(string path, byte[] body, CancellationToken cancellationToken)
    {
        bool hasSignedIn = false;
        EtcdException? last = null;
        for (int left = options.Endpoints.Count; left > 0;)
        {
            if (_token is null && options.LoginFile is not null && !hasSignedIn)
            {
                hasSignedIn = true;
                await SignInAsync(options.LoginFile, cancellationToken).ConfigureAwait(false);
            }

            (HttpResponseMessage? response, ErrorResponse? error, EtcdException? failure) = await TryAsync(path, body, cancellationToken).ConfigureAwait(false);
            if (response is not null)
                return response;
            if (error is not null && EtcdErrors.IsOfToken(error) && options.LoginFile is not null && !hasSignedIn)
            {
                _token = null;
                continue;
            }

            if (error is not null && !EtcdErrors.IsOfMember(error))
                throw failure!;
            last = failure;
            TryNext();
            left--;
        }

        // A token names a place in the log. An etcd that has begun anew is not there yet, and lets who has a token of before wait instead of refusing it.
        _token = null;
        throw last!;
    }

    private async Task SignInAsync(string file, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(EtcdLogin.Read(file), EtcdTypes.Default.LoginRequest);
        EtcdException? last = null;
        for (int left = options.Endpoints.Count; left > 0; left--)
        {
            (HttpResponseMessage? response, ErrorResponse? error, EtcdException? failure) = await TryAsync("v3/auth/authenticate", body, cancellationToken).ConfigureAwait(false);
            if (response is not null)
            {
                using (response)
                    _token = (await ReadAsync(response, EtcdTypes.Default.LoginResponse, cancellationToken).ConfigureAwait(false)).Token;
                return;
            }

            if (error is not null && EtcdErrors.IsAuthenticationOff(error))
                return;
            if (error is not null && !EtcdErrors.IsOfMember(error))
                throw failure!;
            last = failure;
            TryNext();
        }

        throw last!;
    }

    /// <summary>Asks one member, which may answer with an error, or not at all.</summary>
    private async Task<(HttpResponseMessage? Response, ErrorResponse? Error, EtcdException? Failure)> TryAsync(
        string path, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Endpoint, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", _token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK)
                return (response, null, null);
            byte[] text = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            response.Dispose();
            ErrorResponse error = JsonSerializer.Deserialize(text, EtcdTypes.Default.ErrorResponse) ?? throw new JsonException();
            return (null, error, EtcdErrors.Of(Endpoint, error));
        }
        catch (Exception e) when (EtcdErrors.IsOfNetwork(e))
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return (null, null, EtcdErrors.Unanswered(Endpoint, e));
        }
    }
}
