namespace Tacit.Identity.AspNetCore.Hosting;

/// <summary>Gives the instance back where a start failed, which nobody tells an application of. Made once the instance is taken, and so disposed of before what it needs, such as its database.</summary>
internal sealed class TakenInstance(HostedGenerator generator) : IAsyncDisposable, IDisposable
{
    public ValueTask DisposeAsync() => generator.DisposeAsync();

    public void Dispose() => generator.Dispose();
}
