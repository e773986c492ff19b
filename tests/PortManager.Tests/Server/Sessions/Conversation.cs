using System.Buffers;
using System.Text;
using PortManager.Server.Connections;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>
/// The client of a session without a socket. It keeps what the session has not consumed, as the loop does, and gives it again with what comes next.
/// </summary>
internal sealed class Conversation(SessionDesk desk, Session session)
{
    private readonly Replies _replies = new();
    private byte[] _rest = [];

    public Session Session => session;

    public Connection Connection => session.Connection;

    /// <summary>What happens next, as the session said last.</summary>
    public NextStep Next { get; private set; }

    /// <summary>How many turns the session took for what was said last.</summary>
    public int Turns { get; private set; }

    /// <summary>How many bytes wait to be answered.</summary>
    public int Unanswered => _rest.Length;

    /// <summary>Sends parts one after the other.</summary>
    /// <returns>The replies.</returns>
    public string Say(params IEnumerable<string> parts) => Send(parts.Select(Encoding.UTF8.GetBytes));

    /// <summary>Sends parts one after the other, of any bytes.</summary>
    /// <returns>The replies.</returns>
    public string Send(params IEnumerable<byte[]> parts)
    {
        Turns = 0;
        var text = new StringBuilder();
        foreach (byte[] part in parts)
        {
            // After its end a connection is read on, and what comes is dropped.
            if (Next is NextStep.Close or NextStep.Http)
                break;
            _rest = [.. _rest, .. part];
            if (Next != NextStep.Suspend)
                Serve(text);
        }

        return text.ToString();
    }

    /// <summary>Goes on with the request that waits for a name.</summary>
    public string Resume()
    {
        Assert.Equal(NextStep.Suspend, Next);
        var text = new StringBuilder();
        Serve(text);
        return text.ToString();
    }

    /// <summary>Goes on without the name that a request waits for, as it did not come in time.</summary>
    public string TimeOut()
    {
        Connection.HasNameTimedOut = true;
        return Resume();
    }

    /// <summary>The end of the line takes too long.</summary>
    public string Expire()
    {
        Next = session.Expire(new ReadOnlySequence<byte>(_rest), _replies);
        _rest = [];
        return Taken();
    }

    /// <summary>What is told to one that watches.</summary>
    public string Told(int maxBytes = 16 * 1024)
    {
        desk.EndTurn();
        desk.Changes.Write(session.Watch!, _replies, maxBytes);
        return Taken();
    }

    /// <summary>Closes the connection.</summary>
    public void HangUp() => desk.Registry.Leave(Connection);

    private void Serve(StringBuilder text)
    {
        do
        {
            Turns++;
            (int consumed, Next) = session.Serve(new ReadOnlySequence<byte>(_rest), _replies);
            Connection.Consumed += consumed;
            _rest = _rest[consumed..];
            text.Append(Taken());
        }
        while (Next == NextStep.Yield);
    }

    private string Taken()
    {
        string text = Encoding.UTF8.GetString(_replies.Unsent);
        _replies.NoteSent(_replies.Length);
        return text;
    }
}
