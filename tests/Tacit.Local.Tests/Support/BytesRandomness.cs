namespace Tacit.Local.Tests.Support;

/// <summary>The bytes of an array, as often as it holds them.</summary>
internal sealed class BytesRandomness(byte[] bytes) : LocalRandomness
{
    private int _at;

    public override bool IsPrivate => false;

    // A client asks for whole blocks ahead of its draws: beyond the end there are zeros, which no test reads.
    private protected override void Fill(Span<byte> block)
    {
        block.Clear();
        var count = Math.Min(block.Length, bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(block);
        _at += count;
    }
}
