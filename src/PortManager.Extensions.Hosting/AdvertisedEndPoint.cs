using System.Net;

namespace PortManager.Extensions.Hosting;

/// <summary>An endpoint of Kestrel whose port the port manager chooses when Kestrel binds it.</summary>
internal sealed class AdvertisedEndPoint(string service) : EndPoint
{
    public string Service => service;

    public override string ToString() => service;
}
