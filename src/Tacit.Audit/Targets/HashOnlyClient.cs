using System.Buffers.Binary;
using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Audit.Targets;

/// <summary>Broken on purpose: local hashing that sends the hash as it is, without randomized response. Many values share a hash, and still two that do not are told apart for certain.</summary>
/// <remarks>It claims what the correct client does. A client of its own: it protects nobody.</remarks>
public sealed class HashOnlyClient : ILocalRandomizer
{
    private readonly FrequencyOracle _oracle;
    private readonly RandomSource _seeds;

    /// <summary>The client.</summary>
    /// <param name="oracle">The local hashing that it is to be of, with hashes of 16 bits.</param>
    /// <param name="seed">Repeats its draws.</param>
    /// <exception cref="BadInputException">The oracle is no local hashing of that kind.</exception>
    public HashOnlyClient(FrequencyOracle oracle, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        if (oracle.Parameters.Kind is not (OracleKind.Blh or OracleKind.Olh) || oracle.ReportSize != 9)
        {
            throw new BadInputException($"A hash alone is sent by local hashing of up to {SeededHash.LargestDomain16} values into up to {SeededHash.LargestSize16}, and this is none.");
        }

        (_oracle, _seeds) = (oracle, RandomSource.Seeded(seed));
    }

    /// <inheritdoc/>
    public string Protocol => OracleNames.Of(_oracle.Parameters.Kind) + ", hash only";

    /// <inheritdoc/>
    public int Domain => _oracle.Parameters.Domain;

    /// <inheritdoc/>
    public int ReportSize => _oracle.ReportSize;

    /// <summary>What the correct client keeps, and this one does not.</summary>
    public PrivacyStatement Privacy => _oracle.Privacy;

    /// <inheritdoc/>
    public ILocalRandomizer NewUser() => this;

    /// <inheritdoc/>
    public int Randomize(int value, Span<byte> destination)
    {
        var drawn = _seeds.NextUInt64();
        var (a, b) = ((uint)drawn, (uint)(drawn >> 32));
        BinaryPrimitives.WriteUInt64LittleEndian(destination, drawn);
        destination[8] = (byte)SeededHash.Affine16(a, b, SeededHash.Mix(value), _oracle.Parameters.Size);
        return ReportSize;
    }
}
