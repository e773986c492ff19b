using System.Net;
using System.Net.Sockets;
using PortManager.Server;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Loop;
using PortManager.Server.Native;
using PortManager.Tests.Server.Allocations;
using PortManager.Tests.Server.Identity;
using PortManager.Tests.Server.Sessions;

namespace PortManager.Tests.Server.Loop;

/// <summary>
/// A loop that runs on its own thread, and clients that connect to it over loopback. Its clock stands still. What a test looks at, it asks the loop.
/// </summary>
internal sealed class LoopDesk : IDisposable
{
    /// <summary>So small that a test fills them.</summary>
    private const int SmallBuffer = 4096;

    private readonly Socket _listener;
    private readonly PeerIdentity _identity = new([]);
    private readonly List<LoopClient> _clients = [];
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;

    /// <param name="ports">Ports of the pool.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="identity">What is done about users who claim to be others.</param>
    /// <param name="store">What systemd keeps; null if connections end with the process.</param>
    /// <param name="journal">What is on disk.</param>
    /// <param name="hasSmallBuffers">Whether sockets hold little.</param>
    public LoopDesk(
        int ports = 9,
        Limits? limits = null,
        IdentityMode identity = IdentityMode.Off,
        ConnectionStore? store = null,
        JournalFile? journal = null,
        bool hasSmallBuffers = false)
    {
        Users = new UserNames(TimeProvider.System, Directory.LookUp);
        Desk = new SessionDesk(ports, limits, identity: identity, names: Users);
        _listener = Listening(hasSmallBuffers);
        var state = new LoopState
        {
            Limits = Desk.Limits,
            Pool = Desk.Pool,
            Registry = Desk.Registry,
            Listings = Desk.Listings,
            Journal = journal,
            Connections = Desk.Table,
            Store = store,
            Identity = _identity,
            Listened = Desk.Listened,
            Executor = Desk.Executor,
            Status = Desk.Status,
            Events = Desk.Events,
            Recent = Desk.Recent,
            Metrics = Desk.Metrics,
            Users = Users,
            Hosts = new ReverseDns(address => Hosts.LookUp(address.GetAddressBytes()[^1])),
            MayBeHttp = true,
            WhenChanged = _ => Changes++,
        };
        Loop = new EventLoop(state, Http, Time, Desk.Log);
        _thread = new Thread(Run) { Name = "loop", IsBackground = true };
        _thread.Start();
    }

    public SessionDesk Desk { get; }

    public EventLoop Loop { get; }

    public SteppedTime Time { get; } = new();

    public FakeHttp Http { get; } = new();

    public UserNames Users { get; }

    /// <summary>Tells the names of users.</summary>
    public HungDirectory Directory { get; } = new();

    /// <summary>Tells the names of hosts, by the last byte of their addresses.</summary>
    public HungDirectory Hosts { get; } = new();

    /// <summary>How many turns have changed what is allocated.</summary>
    public int Changes { get; private set; }

    public string Rows => Ask(() => Desk.Rows);

    public int Connections => Ask(() => Desk.Table.Count);

    public bool IsRunning => _thread.IsAlive;

    /// <summary>A client whose connection is served, of this host unless said otherwise.</summary>
    public LoopClient Connect(Peer? peer = null, int? receiveBuffer = null)
    {
        LoopClient client = ConnectTo(_listener, receiveBuffer);
        int descriptor = ListeningSocket.Accept((int)_listener.Handle, out _);
        Assert.True(descriptor >= 0);
        Ask(() =>
        {
            var connection = new Connection(Desk.Table.NextNumber(), peer ?? SessionDesk.Local(), descriptor) { LastActive = Loop.Clock.Now };
            Assert.Equal(Admission.Entered, Desk.Table.Add(connection, out _));
            client.Connection = connection;
            Loop.Open(connection);
            return true;
        });
        return client;
    }

    /// <summary>A client over small buffers, of which it reads nothing unless told.</summary>
    public LoopClient ConnectSlow(Peer? peer = null) => Connect(peer, SmallBuffer);

    /// <summary>Connects to a listener that the loop serves.</summary>
    public LoopClient ConnectTo(Socket listener, int? receiveBuffer = null)
    {
        var client = new LoopClient((IPEndPoint)listener.LocalEndPoint!, receiveBuffer);
        _clients.Add(client);
        return client;
    }

    /// <summary>A listener, on any port of the loopback address.</summary>
    public static Socket Listening(bool hasSmallBuffers = false)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (hasSmallBuffers)
            (listener.SendBufferSize, listener.ReceiveBufferSize) = (SmallBuffer, SmallBuffer);
        SocketOption.SetUrgentInline((int)listener.Handle);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        return listener;
    }

    /// <summary>Has something done on the loop's thread.</summary>
    public T Ask<T>(Func<T> question)
    {
        Task<T> answer = Loop.AskAsync(question);
        Assert.True(Task.WhenAny(answer, _ended.Task).Wait(Patience.Limit), "the loop does not answer");
        Assert.True(answer.IsCompletedSuccessfully, _failure?.ToString() ?? "the loop has ended");
        return answer.Result;
    }

    /// <summary>Lets a turn pass, with all that came before.</summary>
    public void Turn() => Ask(() => true);

    /// <summary>Lets time pass, and what is due then be done.</summary>
    public void Pass(int milliseconds)
    {
        Time.Pass(milliseconds);
        Turn();
        Turn();
    }

    /// <summary>Holds the loop up, so that what happens meanwhile comes in one turn, until what is returned is disposed.</summary>
    public IDisposable Hold() => new Held(Loop);

    /// <summary>Takes and releases a port for another holder, in a turn each.</summary>
    public void Churn(int changes) => Ask(() =>
    {
        for (int i = 0; i < changes; i += 2)
            Desk.Registry.Leave(Desk.Take("service-that-comes-and-goes"));
        return true;
    });

    public FakeHolder Take(string service, string user = "u") => Ask(() => Desk.Take(service, user));

    public void Dispose()
    {
        Loop.Stop();
        Assert.True(_thread.Join(Patience.Limit));
        foreach (LoopClient client in _clients)
            client.Dispose();
        foreach (Connection connection in Desk.Table.Open)
            new StreamSocket(connection.Descriptor).Close();
        Loop.Dispose();
        _listener.Dispose();
        _identity.Dispose();
        Directory.Dispose();
        Hosts.Dispose();
        Desk.Dispose();
        Assert.Null(_failure);
    }

    private void Run()
    {
        try
        {
            Loop.Run();
        }
        catch (Exception e)
        {
            _failure = e;
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private sealed class Held : IDisposable
    {
        private readonly ManualResetEventSlim _goOn = new();

        public Held(EventLoop loop)
        {
            var held = new ManualResetEventSlim();
            loop.Post(() =>
            {
                held.Set();
                _goOn.Wait(Patience.Limit);
            });
            Assert.True(held.Wait(Patience.Limit));
        }

        public void Dispose() => _goOn.Set();
    }
}
