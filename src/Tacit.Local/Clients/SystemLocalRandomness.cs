using System.Security.Cryptography;

namespace Tacit.Local;

internal sealed class SystemLocalRandomness : LocalRandomness
{
    public override bool IsPrivate => true;

    private protected override void Fill(Span<byte> block) => RandomNumberGenerator.Fill(block);
}
