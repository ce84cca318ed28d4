using Tacit;
using Tacit.Mechanisms;

namespace StrangersMechanism;

/// <summary>Broken twins: they reserve one price and do something else. None of them gets an answer.</summary>
internal static class Cheats
{
    // docs: cheat
    public static Task<Release<long>> HalfTheNoiseAsync(Sensitive<int[]> ages, Spend spend)
    {
        var reserved = IntegerNoise.Laplace(spend.Epsilon!.Value, 1, "a person counts once");
        var drawn = IntegerNoise.Laplace(2 * spend.Epsilon!.Value, 1, "a person counts once");
        return spend.RunAsync("half the noise", reserved.Loss, async (permit, token) =>
            (long)permit.Draw(drawn, (await permit.OpenAsync(ages, token)).Length), Codec.Integer);
    }

    // end

    public static Task<Release<long>> NoNoiseAsync(Sensitive<int[]> ages, Spend spend)
    {
        var reserved = IntegerNoise.Laplace(spend.Epsilon!.Value, 1, "a person counts once");
        return spend.RunAsync("no noise", reserved.Loss, async (permit, token) => (long)(await permit.OpenAsync(ages, token)).Length, Codec.Integer);
    }
}
