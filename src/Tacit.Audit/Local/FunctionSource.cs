using Tacit.Randomness;

namespace Tacit.Audit.Local;

/// <summary>Users who report by a function.</summary>
internal sealed class FunctionSource<T>(string name, LocalClaim claim, T one, T other, Func<T, RandomSource, byte[]> user) : ReportSource(name, "two inputs", claim)
{
    public override void Draw(bool second, int users, ulong seed, Action<ReadOnlySpan<byte>> take)
    {
        var random = RandomSource.Seeded(seed);
        for (var i = 0; i < users; i++)
        {
            take(user(second ? other : one, random));
        }
    }
}
