using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Server;

/// <summary>The room of one request while its bytes arrive.</summary>
internal sealed class RequestRoom(HeldRoom room, string connection) : IDisposable
{
    /// <summary>Bytes that are taken.</summary>
    public long Held { get; private set; }

    public static RequestRoom Of(HttpContext context) => new(context.RequestServices.GetRequiredService<Collector>().Room, context.Connection.Id);

    /// <summary>Ends when what begins to arrive now must be here.</summary>
    public CancellationTokenSource Deadline() => room.Deadline();

    /// <summary>Takes more, up to so many; false where there is no room, and then it has what it had.</summary>
    public bool TryGrow(long bytes)
    {
        if (bytes > Held)
        {
            if (!room.TryArrive(connection, bytes - Held))
            {
                return false;
            }

            Held = bytes;
        }

        return true;
    }

    /// <summary>Gives back all but so many.</summary>
    public void Shrink(long bytes)
    {
        room.Arrived(connection, Held - bytes);
        room.Give(Held - bytes);
        Held = bytes;
    }

    /// <summary>What is held: from now on whoever calls gives it back.</summary>
    public long HandOver()
    {
        var held = Held;
        room.Arrived(connection, held);
        Held = 0;
        return held;
    }

    public void Dispose() => Shrink(0);
}
