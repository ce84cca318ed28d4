using Tacit;
using Tacit.Mechanisms;

namespace StrangersMechanism;

/// <summary>A mechanism that Tacit does not know, written against the public API of Tacit.Core alone.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for one person, add/remove, where every person has one age. Clipped to 0…100 and taken about 50, one person
/// moves the sum by at most 50, and the count by 1. Each gets half of ε; basic composition.
/// </remarks>
internal static class MeanAge
{
    // docs: mechanism
    public static Task<Release<double>> AskAsync(Sensitive<int[]> ages, Spend spend)
    {
        var half = spend.Epsilon!.Value / 2;
        var sumNoise = IntegerNoise.Laplace(half, 50, "a person moves the sum about 50 by at most 50");
        var countNoise = IntegerNoise.Laplace(half, 1, "a person counts once");
        return spend.RunAsync("mean age", PrivacyLoss.Composed(sumNoise.Loss, countNoise.Loss), async (permit, token) =>
        {
            var exact = await permit.OpenAsync(ages, token);                                              // touch: spent from here on
            var sum = permit.Draw(sumNoise, exact.Sum(age => Math.Clamp(age, 0, 100) - 50L));             // draw, recorded
            var count = permit.Draw(countNoise, exact.Length);                                            // draw, recorded
            return Math.Clamp(50 + ((double)sum / Math.Max(1, (double)count)), 0, 100);                   // post-processing
        }, Codec.Number);
    }

    // end
}
