using System.Runtime.CompilerServices;
using Own = Tacit.Identity.Hashing.Blake3;

namespace Tacit.Identity.Tests;

/// <summary>What identifiers leave behind in memory: no garbage, and no key on the stack.</summary>
public sealed class TraceTests
{
    // Above what a call below leaves, and enough for all of its frames.
    private const int Depth = 8192;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_codec_allocates_nothing(bool library)
    {
        using var ring = Vectors.Ring(library);
        var codec = new IdentityCodec(ring, Vectors.Anything, Vectors.Late);
        long Run(int times)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < times; i++)
            {
                var skid = Skid.Create(272_000_000, 5, 3, i);
                var (plain, secure) = (codec.ToPlain(skid, 1), codec.ToSecure(skid, 1));
                if (!codec.TryOpen(plain, 1, out _) || !codec.TryOpen(secure, 1, out var opened) || opened.Value.Skid != skid || codec.TryOpen(secure, 2, out _))
                {
                    throw new InvalidOperationException("An identifier does not open.");
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first ones make what a thread keeps.
        Run(100);
        Assert.Equal(0, Run(1000));
    }

    [Fact]
    public void Keys_and_what_they_are_derived_of_do_not_stay_on_the_stack()
    {
        var (key, output) = (new byte[32], new byte[32]);
        new Chance(31).Fill(key);
        Action[] calls =
        [
            () => Own.Keyed(key, "a message that has more than a block, so that a chaining value is kept between the first and the second one"u8, output),
            () => Own.DeriveKey("a context"u8, key, output),
        ];
        foreach (var call in calls)
        {
            // Once more where it is compiled already: then nothing else runs in between.
            Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(-1, Found(call, key)));
        }

        // The search itself finds what is there.
        Assert.NotEqual(-1, Found(() => Leave(key), key));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Found(Action call, byte[] key)
    {
        call();
        return Search(key);
    }

    // Where any word of a key lies in the frames that a call has left.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static int Search(byte[] key)
    {
        Span<byte> left = stackalloc byte[Depth];
        for (var i = 0; i < key.Length; i += 4)
        {
            var at = left.IndexOf(key.AsSpan(i, 4));
            if (at >= 0)
            {
                return at;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(byte[] key)
    {
        Span<byte> copy = stackalloc byte[256];
        key.CopyTo(copy[100..]);
        copy[200] = key[0];
        GC.KeepAlive(copy[copy[200] & 127]);
    }
}
