using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Local.Support;

/// <summary>Repeated reports by the definition: a first answer for each value that is kept, and a second round for each report. In floating point, for tests.</summary>
internal abstract class MemoClient(int domain, PrivacyStatement privacy, RandomSource random) : ILocalRandomizer
{
    private readonly Dictionary<int, bool[]> _memo = [];

    public string Protocol => GetType().Name;

    public int Domain => domain;

    public int ReportSize => domain;

    public PrivacyStatement Privacy => privacy;

    protected RandomSource Random => random;

    public abstract ILocalRandomizer NewUser();

    public int Randomize(int value, Span<byte> destination)
    {
        if (!_memo.TryGetValue(value, out var first))
        {
            _memo[value] = first = First(value);
        }

        var second = Second(first);
        for (var i = 0; i < domain; i++)
        {
            destination[i] = (byte)(second[i] ? 1 : 0);
        }

        return domain;
    }

    protected abstract bool[] First(int value);

    protected abstract bool[] Second(bool[] first);

    protected bool Coin(double p) => random.NextUInt64() < p * Math.ScaleB(1, 64);
}

/// <summary>L-GRR of two values; a value is one-hot.</summary>
internal sealed class MemoResponse(double p1, double p2, PrivacyStatement privacy, RandomSource random) : MemoClient(2, privacy, random)
{
    public override ILocalRandomizer NewUser() => new MemoResponse(p1, p2, Privacy, Random);

    protected override bool[] First(int value) => OneHot(Coin(p1) ? value : 1 - value);

    protected override bool[] Second(bool[] first) => OneHot(Coin(p2) == first[1] ? 1 : 0);

    private static bool[] OneHot(int value) => [value == 0, value == 1];
}

/// <summary>A unary first round and a unary second one; p2 = 1 and q2 = 0 is none, and a fault draws the first anew for each report.</summary>
internal sealed class MemoUnary(int domain, (double P, double Q) one, (double P, double Q) two, bool isFresh, PrivacyStatement privacy, RandomSource random) : MemoClient(domain, privacy, random)
{
    private int _value;

    public (double P, double Q) One => one;

    public (double P, double Q) Two => two;

    public bool IsFresh => isFresh;

    public override ILocalRandomizer NewUser() => new MemoUnary(Domain, One, Two, IsFresh, Privacy, Random);

    protected override bool[] First(int value)
    {
        _value = value;
        return [.. Enumerable.Range(0, Domain).Select(i => Coin(i == value ? One.P : One.Q))];
    }

    // One value only where noise is fresh.
    protected override bool[] Second(bool[] first) => [.. (IsFresh ? First(_value) : first).Select(bit => Coin(bit ? Two.P : Two.Q))];
}
