namespace PortManager.Tests.Client;

/// <summary>
/// A scripted port manager that gives out 31001, 31002 … and does not answer requests of one kind that ask for the name "late" or the
/// port 31002, and whatever comes after them, until it is told what to answer.
/// </summary>
internal sealed class HoldingBackDaemon : IAsyncDisposable
{
    private readonly string _kind;
    private readonly SemaphoreSlim _holdsBack = new(0);
    private PeerConnection? _heldBack;
    private int _next = 31000;

    public HoldingBackDaemon(string kind)
    {
        _kind = kind;
        Peer = ScriptedPeer.Start(AnswerAsync);
    }

    public ScriptedPeer Peer { get; }

    /// <summary>Sends the replies that are due, and answers again.</summary>
    public async Task ReplyAsync(string replies)
    {
        // A request is told of before it is held back.
        await _holdsBack.WaitAsync(TestContext.Current.CancellationToken);
        PeerConnection connection = Interlocked.Exchange(ref _heldBack, null)!;
        await connection.SendAsync(replies);
    }

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        _holdsBack.Dispose();
    }

    private Task AnswerAsync(PeerConnection connection, string line)
    {
        string[] words = line.Split(' ');
        if (words[0] == "VERSION")
            return connection.SendAsync(Clients.NewVersion);
        if (_heldBack == connection)
            return Task.CompletedTask;
        if (words[0] == _kind && (words.Contains("late") || words[1] == "31002"))
        {
            _heldBack = connection;
            _holdsBack.Release();
            return Task.CompletedTask;
        }

        return connection.SendAsync($"OK {(words[0] == "GIMME" ? $"{++_next}" : words[1])}\n");
    }
}
