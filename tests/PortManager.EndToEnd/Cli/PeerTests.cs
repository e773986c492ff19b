using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>Port managers that are old, broken or no port managers.</summary>
public sealed class PeerTests
{
    [Fact]
    public async Task Several_hosts_are_asked_at_the_same_time()
    {
        using var one = new Peer("127.0.0.4");
        using var other = new Peer("127.0.0.5", one.Port);
        var bothAreAsked = new Barrier(2);
        Task Meet() => Task.Run(() => bothAreAsked.SignalAndWait(TestContext.Current.CancellationToken));
        Task answers = Task.WhenAll(one.AnswerAsync("OK 0\n", Meet), other.AnswerAsync("OK 0\n", Meet));

        ProgramResult result = await ListAsync(one, "127.0.0.4", "127.0.0.5");

        Assert.Equal(new ProgramResult(0, "SERVICE  PORT  USER  HOST\n", ""), result);
        await answers;
    }

    [Fact]
    public async Task What_a_terminal_would_obey_is_not_shown()
    {
        using var peer = new Peer();
        Task answer = peer.AnswerAsync("OK 1\n30001 {a\u001b[2Jb} {c\u009bd}\n");

        Assert.Equal("SERVICE  PORT   USER\na?[2Jb   30001  c?d\n", (await ListAsync(peer, peer.Address)).Output);
        await answer;
    }

    [Fact]
    public async Task Json_has_such_names_as_they_are_but_escaped()
    {
        using var peer = new Peer();
        Task answer = peer.AnswerAsync("OK 1\n30001 {a\u001b[2Jb} {c\u009bd}\n");

        ProgramResult result = await ListAsync(peer, peer.Address, "--json");

        Assert.DoesNotContain(result.Output.TrimEnd('\n'), char.IsControl);
        JsonElement row = JsonDocument.Parse(result.Output).RootElement.GetProperty("ports")[0];
        Assert.Equal("a\u001b[2Jb", row.GetProperty("service").GetString());
        await answer;
    }

    [Fact]
    public async Task A_refusal_is_shown_in_the_words_of_the_port_manager()
    {
        using var peer = new Peer();
        Task answer = peer.AnswerAsync("FAIL {no free ports \u001b[31m}\n");

        ProgramResult result = await PortManagerProgram.RunAsync("get", "a", "--host", peer.Address, "--port", $"{peer.Port}");

        Assert.Equal(new ProgramResult(1, "", "portmanager: the port manager refused: no free ports ?[31m\n"), result);
        await answer;
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", 5, "WHERE does not answer like a port manager: HTTP/1.1 400 Bad Request")]
    [InlineData("OK 1\n{\n", 5, "WHERE does not answer like a port manager: {")]
    [InlineData("OK 2\n30001 a u\n", 3, "the port manager on WHERE closed the connection")]
    [InlineData("", 3, "the port manager on WHERE closed the connection")]
    public async Task What_is_no_answer_is_one_line_of_complaint(string reply, int exitCode, string complaint)
    {
        using var peer = new Peer();
        Task answer = peer.AnswerAsync(reply);

        ProgramResult result = await PortManagerProgram.RunAsync("find", "--host", peer.Address, "--port", $"{peer.Port}");

        string sentence = complaint.Replace("WHERE", $"127.0.0.1 port {peer.Port}", StringComparison.Ordinal);
        Assert.Equal(new ProgramResult(exitCode, "", $"portmanager: {sentence}\n"), result);
        await answer;
    }

    [Theory]
    [InlineData("status", "--host")]
    [InlineData("list", "--long", "--host")]
    [InlineData("list", "--host")]
    [InlineData("find", "--host")]
    [InlineData("wait", "a", "--host")]
    [InlineData("watch", "--host")]
    public async Task One_that_closes_every_connection_is_not_called_too_old(params string[] args)
    {
        using var peer = new Peer();
        _ = peer.GreetAllAsync("", closes: true);

        ProgramResult result = await PortManagerProgram.RunAsync([.. args, peer.Address, "--port", $"{peer.Port}"]);

        string sentence = $"the port manager on 127.0.0.1 port {peer.Port} closed the connection";
        Assert.Equal(new ProgramResult(3, "", $"portmanager: {sentence}\n"), result);
    }

    [Fact]
    public async Task A_greeting_of_another_server_is_quoted()
    {
        using var peer = new Peer();
        _ = peer.GreetAllAsync("SSH-2.0-OpenSSH_9.2\r\n", closes: false);

        ProgramResult result = await ListAsync(peer, peer.Address);

        string sentence = $"127.0.0.1 port {peer.Port} does not answer like a port manager: SSH-2.0-OpenSSH_9.2";
        Assert.Equal(new ProgramResult(5, "", $"portmanager: {sentence}\n"), result);
    }

    [Theory]
    [InlineData("0.3")]
    [InlineData("60")]
    public async Task Of_one_that_never_answers_a_wait_does_not_say_what_it_advertises(string seconds)
    {
        using var peer = new Peer();

        ProgramResult result = await PortManagerProgram.RunAsync(
            "wait", "a", "--timeout", seconds, "--host", peer.Address, "--port", $"{peer.Port}");

        string sentence = $"the port manager on 127.0.0.1 port {peer.Port} does not answer";
        Assert.Equal(new ProgramResult(3, "", $"portmanager: {sentence}\n"), result);
    }

    private static Task<ProgramResult> ListAsync(Peer peer, params string[] args) =>
        PortManagerProgram.RunAsync(["list", "--port", $"{peer.Port}", .. args]);
}
