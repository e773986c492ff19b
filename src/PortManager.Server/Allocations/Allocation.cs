using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Server.Allocations;

/// <summary>A port that is held, and the service advertised under it.</summary>
/// <param name="port">The port.</param>
/// <param name="requested">The name that was asked for.</param>
/// <param name="service">The name it is advertised under: the one asked for, or a numbered one.</param>
/// <param name="user">The user as the request gave it.</param>
/// <param name="since">When the port was taken.</param>
/// <param name="holder">Whose it is.</param>
/// <param name="requestPosition">Where in the holder's input the request for it began.</param>
internal sealed class Allocation(
    int port, string requested, string service, string user, DateTimeOffset since, Holder holder, long requestPosition)
{
    private readonly string _firstName = service;
    private string _service = service;
    private byte[]? _row;

    public int Port => port;

    public string Requested => requested;

    public string User => user;

    public DateTimeOffset Since => since;

    public Holder Holder { get; private set; } = holder;

    /// <summary>Where in the holder's input the request for it began.</summary>
    public long RequestPosition { get; private set; } = requestPosition;

    public string Service
    {
        get => _service;
        set
        {
            _service = value;
            _row = null;
        }
    }

    /// <summary>The one before it of the same holder, which sets it.</summary>
    public Allocation? PreviousOfHolder { get; set; }

    /// <summary>The one behind it of the same holder, which sets it.</summary>
    public Allocation? NextOfHolder { get; set; }

    /// <summary>The name that it got with the port. Another instance may have left since, and given it a plainer one.</summary>
    public string FirstName => _firstName;

    public bool IsNumbered => _service != requested;

    /// <summary>Its row of a listing, with the line end.</summary>
    public ReadOnlySpan<byte> Row => _row ??= Render();

    /// <summary>Gives it to another holder, whose request is being carried out.</summary>
    public void MoveTo(Holder other)
    {
        Holder = other;
        RequestPosition = other.RequestPosition;
    }

    private byte[] Render()
    {
        var output = new ArrayBufferWriter<byte>(32);
        ReplyWriter.Row(output, Port, Service, User);
        return output.WrittenSpan.ToArray();
    }
}
