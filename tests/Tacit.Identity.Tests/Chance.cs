namespace Tacit.Identity.Tests;

/// <summary>Numbers that repeat for a seed (Steele, Lea and Flood 2014: split and mix).</summary>
internal sealed class Chance(int seed)
{
    private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15;

    public ulong Bits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Next(int below) => (int)(((UInt128)Bits() * (ulong)below) >> 64);

    public long NextInt64(long below) => (long)(((UInt128)Bits() * (ulong)below) >> 64);

    public void Fill(Span<byte> bytes)
    {
        foreach (ref var b in bytes)
        {
            b = (byte)Bits();
        }
    }
}
