using Tacit.Randomness;

namespace Tacit.Local;

internal sealed class SeededLocalRandomness(RandomSource source) : LocalRandomness
{
    public override bool IsPrivate => false;

    private protected override void Fill(Span<byte> block) => source.Fill(block);
}
