using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>A run of <see cref="AboveThreshold"/>: one noisy threshold, and answers until it halts.</summary>
/// <remarks>Guarantee: that of <see cref="AboveThreshold"/>, for all answers of the run together. It holds a random source and is not thread-safe: it lives inside one draw.</remarks>
public sealed class AboveThresholdRun
{
    private readonly AboveThreshold _mechanism;
    private readonly DiscreteLaplace? _noise;
    private readonly RandomSource? _random;
    private readonly Int128 _threshold;
    private int _hits;

    internal AboveThresholdRun(AboveThreshold mechanism, DiscreteLaplace? noise, RandomSource? random, Int128 onThreshold)
    {
        _mechanism = mechanism;
        _noise = noise;
        _random = random;
        _threshold = mechanism.Threshold + onThreshold;
    }

    /// <summary>Whether the c-th "above" was answered; then there are no more answers.</summary>
    public bool IsHalted => _hits == _mechanism.Hits;

    /// <summary>Whether a query, with noise, is at least the noisy threshold.</summary>
    /// <param name="query">The exact value of the next query.</param>
    /// <exception cref="InvalidOperationException">The run has halted.</exception>
    public bool IsAbove(long query)
    {
        if (IsHalted)
        {
            throw new InvalidOperationException($"This run has halted: it has answered \"above\" {_hits} times, which is what its loss pays for.");
        }

        var above = query + (_noise is null ? 0 : _noise.Sample(_random!)) >= _threshold;
        _hits += above ? 1 : 0;
        return above;
    }
}
