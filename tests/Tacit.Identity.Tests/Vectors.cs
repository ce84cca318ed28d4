using Tacit.Identity.Keys;

namespace Tacit.Identity.Tests;

/// <summary>Keys of the published vectors, and kinds for tests.</summary>
internal static class Vectors
{
    public static byte[] Tag => Convert.FromHexString("5E293E89136745A96B70EB8C8F81CDFCAED177BE5358BC83D3039FB6607FD8FE");

    public static byte[] Block => Convert.FromHexString("4988F97FF724CD086BDFEC83497C3527B3656F35F0911BEEAA6BCE4BB92D3BC7");

    public static IdentityKeyRing Ring(bool library = false) => new(new IdentityKey(Tag, Block, library: library));

    /// <summary>Opens everything that the clock allows.</summary>
    public static IdentityPolicy Anything { get; } = new() { AcceptPlain = true, Epochs = [.. Enumerable.Range(0, 256).Select(e => (byte)e)], Ahead = TimeSpan.FromDays(365) };

    /// <summary>Opens everything.</summary>
    public static IdentityPolicy Ever { get; } = Anything with { Ahead = TimeSpan.MaxValue };

    /// <summary>A clock after nearly all epochs.</summary>
    public static TimeProvider Late { get; } = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(9990, 1, 1, 0, 0, 0, TimeSpan.Zero));
}

internal sealed class Patient : IEntityType
{
    public static byte EntityType => 10;
}

internal sealed class Visit : IEntityType
{
    public static byte EntityType => 11;
}
