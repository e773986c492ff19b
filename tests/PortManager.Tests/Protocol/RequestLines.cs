using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

/// <summary>The line of any request that a client can send.</summary>
internal static class RequestLines
{
    public static void Write(IBufferWriter<byte> output, Request request)
    {
        switch (request)
        {
            case Request.Gimme gimme:
                RequestWriter.Gimme(output, gimme.Service, gimme.User);
                break;
            case Request.List:
                RequestWriter.List(output);
                break;
            case Request.Version:
                RequestWriter.Version(output);
                break;
            case Request.Find find:
                RequestWriter.Find(output, find.Filter);
                break;
            case Request.Watch watch:
                RequestWriter.Watch(output, watch.Filter);
                break;
            case Request.Free free:
                RequestWriter.Free(output, free.Port);
                break;
            case Request.Detail detail:
                RequestWriter.Detail(output, detail.Filter);
                break;
            case Request.Status:
                RequestWriter.Status(output);
                break;
            case Request.Claim claim:
                RequestWriter.Claim(output, claim.Port, claim.Service, claim.User);
                break;
            default:
                throw new ArgumentException($"{request} cannot be sent", nameof(request));
        }
    }
}
