using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit;

/// <summary>
/// The key to the wall. Core makes one once a reservation is durable; it opens sensitive values of its own population, owns the random source,
/// records every draw, and dies at settlement. A mechanism whose draws are not exactly those it reserved gets no answer.
/// </summary>
/// <remarks>A permit belongs to one call; it is not thread-safe.</remarks>
public sealed class Permit
{
    private readonly SpendProtocol _protocol;
    private readonly RandomSource _random;
    private readonly bool _noise;
    private readonly Dictionary<PrivacyLoss, long> _pending = [];
    private readonly Dictionary<PrivacyLoss, long> _drawn = [];
    private bool _stopped;
    private bool _dead;

    internal Permit(SpendProtocol protocol, PrivacyLoss loss, RandomSource random, bool noise)
    {
        _protocol = protocol;
        _random = random;
        _noise = noise;
        Expect(loss);
    }

    /// <summary>Whether anything was opened yet; from then on the reservation is spent.</summary>
    public bool IsTouched { get; private set; }

    internal string Randomness => _noise ? _random.Description : "switched off: not private";

    internal bool IsPrivateSource => _noise && _random.IsPrivate;

    /// <summary>Opens a sensitive value of the account's population. The touch is durable before anything is read.</summary>
    /// <exception cref="InvalidOperationException">The permit is dead, or the value belongs to another population.</exception>
    public async ValueTask<T> OpenAsync<T>(Sensitive<T> value, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        ThrowIfDead();
        if (value.Population != _protocol.Population)
        {
            throw Breach("it opened data of another population, whose account does not pay");
        }

        await TouchAsync(token).ConfigureAwait(false);
        ThrowIfDead();
        var raw = await value.OpenAsync(token).ConfigureAwait(false);
        ThrowIfDead();
        return raw;
    }

    /// <summary>Adds noise to one integer.</summary>
    public Int128 Draw(IntegerNoise noise, Int128 exact) => Draw(noise, [exact], [Rational.One])[0];

    /// <summary>Adds noise to a vector of integers, one draw of the whole vector.</summary>
    /// <param name="noise">Noise calibrated to the weighted sensitivity of the vector.</param>
    /// <param name="exact">The exact integers.</param>
    /// <param name="weights">The weight of each coordinate; see <see cref="IntegerNoise"/>.</param>
    public Int128[] Draw(IntegerNoise noise, ReadOnlySpan<Int128> exact, ReadOnlySpan<Rational> weights)
    {
        ArgumentNullException.ThrowIfNull(noise);
        if (exact.Length != weights.Length)
        {
            throw new ArgumentException("Every coordinate needs a weight.", nameof(weights));
        }

        Record(noise.Loss);
        var result = new Int128[exact.Length];
        var draws = new Dictionary<Rational, int>();
        foreach (var weight in weights)
        {
            draws[weight] = draws.GetValueOrDefault(weight) + 1;
        }

        var samplers = new Dictionary<Rational, Func<RandomSource, Int128>>();
        for (var i = 0; i < exact.Length; i++)
        {
            if (!samplers.TryGetValue(weights[i], out var sampler))
            {
                samplers[weights[i]] = sampler = noise.Sampler(weights[i], draws[weights[i]]);
            }

            result[i] = exact[i] + (_noise ? sampler(_random) : 0);
        }

        return result;
    }

    /// <summary>Decides which unknown keys may be named. One draw over all keys.</summary>
    /// <param name="rule">The selection rule.</param>
    /// <param name="units">For every key that exists, how many units have it.</param>
    public bool[] Select(PartitionSelection rule, ReadOnlySpan<long> units)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Record(rule.Loss);
        var kept = new bool[units.Length];
        for (var i = 0; i < units.Length; i++)
        {
            kept[i] = _noise ? rule.Keeps(units[i], _random) : units[i] >= rule.PreThreshold;
        }

        return kept;
    }

    /// <summary>One draw of a mechanism: its loss, or every part of it, must be among those reserved.</summary>
    /// <param name="mechanism">The mechanism, calibrated to the sensitivity of <paramref name="exact"/>.</param>
    /// <param name="exact">The exact value.</param>
    public TOut Draw<TIn, TOut>(IMechanism<TIn, TOut> mechanism, TIn exact)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        Record(mechanism.Loss);
        return _noise ? mechanism.Sample(exact, _random) : mechanism.Noiseless(exact);
    }

    /// <summary>A draw of a mechanism that Core does not know, for the loss that it reserved.</summary>
    /// <param name="loss">The loss of this draw, one of those reserved.</param>
    /// <param name="draw">Draws from the permit's random source, which records nothing else and must not be kept.</param>
    /// <param name="noiseless">What the draw gives when a simulated ledger switches noise off.</param>
    public T Draw<T>(PrivacyLoss loss, Func<RandomSource, T> draw, Func<T> noiseless)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentNullException.ThrowIfNull(noiseless);
        Record(loss);
        return _noise ? draw(_random) : noiseless();
    }

    /// <summary>A long run sets aside what its next stretch will draw. Durable, and checked against the cap, before it returns.</summary>
    /// <exception cref="BudgetExceededException">The account's filter refuses; what was spent so far stays.</exception>
    public async Task ExtendAsync(PrivacyLoss loss, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ThrowIfDead();
        await TouchAsync(token).ConfigureAwait(false);
        await _protocol.ExtendAsync(loss, token).ConfigureAwait(false);
        Expect(loss);
    }

    /// <summary>
    /// Ends a run early: what is reserved and not drawn will not be drawn. It stays paid, because it was set aside before data was read; the receipt states what was drawn.
    /// Every part must have been drawn at least once: a mechanism that left one out altogether gets no answer.
    /// </summary>
    /// <exception cref="InvalidOperationException">The permit is dead, or a part was never drawn.</exception>
    public void StopEarly()
    {
        ThrowIfDead();
        if (_pending.Keys.Any(part => !_drawn.ContainsKey(part)))
        {
            throw Breach("it stopped early without having drawn every part at least once");
        }

        _stopped |= _pending.Count > 0;
        _pending.Clear();
    }

    /// <summary>What was drawn, where that is less than what was reserved; else null.</summary>
    internal PrivacyLoss? Executed => _stopped ? PrivacyLoss.Composed(_drawn.Select(part => part.Key.Repeat(part.Value))) : null;

    /// <summary>What the mechanism did against its reservation, or null.</summary>
    internal string? Violation { get; private set; }

    /// <summary>Ends the permit.</summary>
    internal void Close() => _dead = true;

    /// <summary>Ends the permit after a mechanism that returned; false when its draws were not exactly those reserved.</summary>
    internal bool CloseComplete()
    {
        _dead = true;
        if (_pending.Count > 0)
        {
            Violation ??= "it did not draw everything that it reserved";
        }

        return Violation is null;
    }

    private async ValueTask TouchAsync(CancellationToken token)
    {
        if (!IsTouched)
        {
            await _protocol.TouchAsync(token).ConfigureAwait(false);
            IsTouched = true;
        }
    }

    private void Expect(PrivacyLoss loss)
    {
        foreach (var (part, count) in Count(loss))
        {
            _pending[part] = checked(_pending.GetValueOrDefault(part) + count);
        }
    }

    /// <summary>How often each part is drawn.</summary>
    /// <exception cref="BadInputException">More often than can be counted.</exception>
    internal static Dictionary<PrivacyLoss, long> Count(PrivacyLoss loss)
    {
        try
        {
            var counts = new Dictionary<PrivacyLoss, long>();
            foreach (var (part, count) in loss.Draws())
            {
                counts[part] = checked(counts.GetValueOrDefault(part) + count);
            }

            return counts;
        }
        catch (OverflowException)
        {
#pragma warning disable MA0054 // The overflow says nothing more.
            throw new BadInputException("The loss repeats its parts more often than can be counted. Nothing was spent.");
#pragma warning restore MA0054
        }
    }

    // A composed loss is recorded by its parts, all of them or none.
    private void Record(PrivacyLoss loss)
    {
        ThrowIfDead();
        var drawn = Count(loss);
        if (drawn.Any(part => _pending.GetValueOrDefault(part.Key) < part.Value))
        {
            throw Breach("it drew noise that it had not reserved");
        }

        foreach (var (part, count) in drawn)
        {
            _drawn[part] = checked(_drawn.GetValueOrDefault(part) + count);
            if (_pending[part] == count)
            {
                _pending.Remove(part);
            }
            else
            {
                _pending[part] -= count;
            }
        }
    }

    private void ThrowIfDead()
    {
        if (_dead)
        {
            throw new InvalidOperationException("This permit has ended: a permit lives inside the call that it was made for.");
        }
    }

    private InvalidOperationException Breach(string what)
    {
        Violation ??= what;
        return new InvalidOperationException($"The mechanism breaks its reservation: {what}.");
    }
}
