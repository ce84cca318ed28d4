using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Audit.Targets;

/// <summary>Broken on purpose: unary encoding that sets its true bit without clearing the noise there first, as pure-LDP 1.1.2 did (its issue 11). A one that the coin did not give may be left from noise.</summary>
/// <remarks>
/// The true bit is one with probability p + (1 − p)q in place of p, so that reports give away ln(e^ε + 2) where optimized, and ln(e^ε + e^(ε/2) + 1) where
/// symmetric: both near ln 3 for a small ε. It claims what the correct client does. A client of its own: it protects nobody.
/// </remarks>
public sealed class BuggyUnaryEncodingClient : ILocalRandomizer
{
    private readonly ILocalRandomizer _correct;
    private readonly RandomSource _noise;
    private readonly ulong _threshold;

    /// <summary>The client.</summary>
    /// <param name="oracle">The unary encoding that it is to be of.</param>
    /// <param name="seed">Repeats its draws.</param>
    /// <exception cref="BadInputException">The oracle is no unary encoding.</exception>
    public BuggyUnaryEncodingClient(FrequencyOracle oracle, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        if (oracle.Parameters.Kind is not (OracleKind.Sue or OracleKind.Oue or OracleKind.The))
        {
            throw new BadInputException($"The bit that is not cleared is one of unary encodings, and {OracleNames.Of(oracle.Parameters.Kind)} is none.");
        }

        var seeds = RandomSource.Seeded(seed);
        _correct = oracle.Client(LocalRandomness.Seeded(seeds.NextUInt64()));
        _noise = RandomSource.Seeded(seeds.NextUInt64());
        _threshold = oracle.Parameters.NoiseThreshold;
    }

    /// <inheritdoc/>
    public string Protocol => _correct.Protocol + ", true bit not cleared";

    /// <inheritdoc/>
    public int Domain => _correct.Domain;

    /// <inheritdoc/>
    public int ReportSize => _correct.ReportSize;

    /// <summary>What the correct client keeps, and this one does not.</summary>
    public PrivacyStatement Privacy => _correct.Privacy;

    /// <inheritdoc/>
    public ILocalRandomizer NewUser() => this;

    /// <inheritdoc/>
    public int Randomize(int value, Span<byte> destination)
    {
        var size = _correct.Randomize(value, destination);

        // The noise that was there before the coin was looked at.
        var noise = _noise.NextUInt64() < _threshold ? 1 : 0;
        destination[value >> 3] |= (byte)(noise << (value & 7));
        return size;
    }
}
