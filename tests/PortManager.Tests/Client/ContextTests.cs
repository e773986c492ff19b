using System.Runtime.CompilerServices;
using PortManager.Client;

using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

/// <summary>What a client takes from the thread that calls it: nothing.</summary>
public sealed class ContextTests
{
    private static readonly AsyncLocal<object?> s_scope = new();

    [Fact]
    public async Task No_call_needs_the_thread_that_made_it()
    {
        await using var daemon = new ClaimingDaemon();
        var done = new TaskCompletionSource();
        var thread = new Thread(() =>
        {
            // A user interface's thread that waits for a result: what is posted to it never runs.
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContextWithoutPump());
            try
            {
                UseAll(daemon.Peer.Port);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        await done.Task.Bounded();
    }

    [Fact]
    public async Task The_event_of_a_lost_port_has_no_caller_s_context()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        var seen = new TaskCompletionSource<object?>();
        s_scope.Value = "a request";
        await using PortManagerClient client = await ConnectAsync(peer);
        client.StateChanged += (_, _) => seen.TrySetResult(s_scope.Value);
        await client.GetPortAsync("s", Token);
        peer.DropAll();
        Assert.Null(await seen.Task.Bounded());
    }

    [Fact]
    public async Task The_first_caller_s_context_does_not_live_as_long_as_the_client()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        WeakReference scope = await Task.Run(() => UseInScopeAsync(client));
        for (int i = 0; i < 200 && scope.IsAlive; i++)
        {
            GC.Collect();
            await Task.Delay(10, Token);
        }

        Assert.False(scope.IsAlive);
        GC.KeepAlive(client);
    }

    private static void UseAll(int port)
    {
        PortManagerClient client = Result(PortManagerClient.ConnectAsync("127.0.0.1", port, Options));
        Result(client.GetPortAsync("s"));
        Wait(client.ClaimPortAsync(31050, "t"));
        Wait(client.ReleaseAsync(31050));
        Result(client.ListPortsAsync());
        Result(client.FindAsync("s"));
        Result(client.ListDetailsAsync());
        Result(client.WaitForAsync("s"));
        Result(client.WaitForAsync("s", timeout: TimeSpan.FromSeconds(5)));
        Result(client.WaitForAsync("s", timeout: TimeSpan.Zero));
        IAsyncEnumerator<PortChange> changes = client.WatchAsync().GetAsyncEnumerator();
        Assert.True(Result(changes.MoveNextAsync().AsTask()));
        Wait(changes.DisposeAsync().AsTask());
        Wait(client.DisposeAsync().AsTask());
    }

    private static T Result<T>(Task<T> task)
    {
        Wait(task);
        return task.Result;
    }

    private static void Wait(Task task) => Assert.True(task.Wait(TimeSpan.FromSeconds(5), Token), "It waits for its context.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UseInScopeAsync(PortManagerClient client)
    {
        s_scope.Value = new object();
        var scope = new WeakReference(s_scope.Value);
        await client.GetPortAsync("s", Token);
        await client.ListPortsAsync(Token);
        return scope;
    }

    private sealed class SynchronizationContextWithoutPump : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
