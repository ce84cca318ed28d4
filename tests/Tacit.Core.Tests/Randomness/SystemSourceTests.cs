using Tacit.Randomness;

namespace Tacit.Core.Tests.Randomness;

public sealed class SystemSourceTests
{
    [Fact]
    public void Does_not_repeat_within_or_between_sources()
    {
        // 4 × 30,000 words of 64 bits: two of them meet with probability below 4e-10.
        var seen = new HashSet<ulong>();
        for (var s = 0; s < 4; s++)
        {
            var source = RandomSource.Create();
            for (var i = 0; i < 30_000; i++)
            {
                Assert.True(seen.Add(source.NextUInt64()));
            }
        }
    }

    [Fact]
    public void Every_bit_is_fair()
    {
        var source = RandomSource.Create();
        const int Draws = 50_000;
        var ones = new long[64];
        for (var i = 0; i < Draws; i++)
        {
            var word = source.NextUInt64();
            for (var bit = 0; bit < 64; bit++)
            {
                ones[bit] += (long)(word >> bit) & 1;
            }
        }

        for (var bit = 0; bit < 64; bit++)
        {
            // Fresh noise: each of the 64 bits raises a false alarm with probability 1e-9 at most.
            GoodnessOfFit.CheckRate(ones[bit], Draws, 0.5, $"bit {bit}");
        }
    }

    [Fact]
    public void Is_private() => Assert.True(RandomSource.Create().IsPrivate);

    [Fact]
    public void Strangers_cannot_bring_their_own_source()
    {
        // A source of one's own could claim to be private.
        Assert.DoesNotContain(
            typeof(RandomSource).GetConstructors(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public),
            c => c.IsPublic || c.IsFamily || c.IsFamilyOrAssembly);
    }
}
