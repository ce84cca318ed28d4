using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Users with a memo each, whose values may change between rounds.</summary>
internal abstract class RememberingPart(double change, KeptTruth truth, LocalRandomness random) : SimulatedPart
{
    private readonly ulong _change = change >= 1 ? ulong.MaxValue : (ulong)Math.ScaleB(change, 64);
    private Rational _most = Rational.Zero;
    private MemoryMemoStore? _store;

    protected LocalRandomness Random { get; } = random;

    /// <summary>How many users of this part had each value in each round.</summary>
    protected long[][] Truth { get; } = [.. truth.Rounds.Select(r => new long[r.Length])];

    public sealed override void Finish()
    {
        Leave();
        truth.Add(Truth, _most);
    }

    /// <summary>The empty memo of the next user.</summary>
    protected MemoryMemoStore NextMemo()
    {
        Leave();
        return _store = new(Random);
    }

    /// <summary>Whether a value is drawn anew; no coin is thrown where none ever is.</summary>
    protected bool IsChanged() => change > 0 && Random.Bernoulli(_change);

    private void Leave() => _most = _store is null ? _most : Rational.Max(_most, _store.Spent);
}
