namespace PortManager.Protocol;

/// <summary>The first line of a daemon's reply, as <see cref="ReplyReader"/> understood it.</summary>
internal abstract record Reply
{
    /// <summary>The beginning of the reason with which every port manager refuses a request that it does not know.</summary>
    public const string InvalidRequest = "Invalid request";

    private Reply()
    {
    }

    /// <summary><c>OK …</c></summary>
    /// <param name="Words">The words after OK.</param>
    public sealed record Ok(IReadOnlyList<string> Words) : Reply;

    /// <summary><c>FAIL {reason}</c></summary>
    public sealed record Failed(string Reason) : Reply;

    /// <summary>A line that is no reply: the server is no port manager, or a broken one.</summary>
    /// <param name="Line">The line, safe to show: at most 200 characters, control characters replaced.</param>
    /// <param name="Reason">What is wrong with it: a phrase without a full stop.</param>
    public sealed record Unreadable(string Line, string Reason) : Reply;
}
