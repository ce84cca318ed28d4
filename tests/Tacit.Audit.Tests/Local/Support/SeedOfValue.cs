using System.Buffers.Binary;
using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Local.Support;

/// <summary>Local hashing whose seed, or half of it, is made of the value: the hash value hides nothing any more.</summary>
/// <param name="fresh">Draws the first half of the seed for each report, where it tells nothing: no seed comes twice.</param>
internal sealed class SeedOfValue(FrequencyOracle oracle, LocalRandomness random, RandomSource? fresh = null) : ILocalRandomizer
{
    // Randomized response on hash values, which it gets right.
    private readonly ILocalRandomizer _response = FrequencyOracle.Create(OracleKind.Grr, oracle.Parameters.Size, oracle.Parameters.Epsilon).Client(random);

    public string Protocol => "olh, seed of the value";

    public int Domain => oracle.Parameters.Domain;

    public int ReportSize => oracle.ReportSize;

    public PrivacyStatement Privacy => oracle.Privacy;

    public ILocalRandomizer NewUser() => this;

    public int Randomize(int value, Span<byte> destination)
    {
        var own = unchecked(((uint)value + 1) * 0x9e3779b9);
        var (a, b) = fresh is null ? (own, 0x85ebca6bu) : ((uint)fresh.NextUInt64(), own);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, a);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], b);
        _response.Randomize(SeededHash.Affine16(a, b, SeededHash.Mix(value), oracle.Parameters.Size), destination[8..]);
        return ReportSize;
    }
}
