using System.Runtime.CompilerServices;

namespace Tacit.Local;

/// <summary>One attribute, drawn and kept secret, is real; the others are fakes that do not depend on the tuple. All are drawn alike: which one is real shows in no time and no number of draws.</summary>
/// <remarks>
/// Draws: the attribute; then for each attribute a fake value (none with noise on no value), then what the oracle draws. Randomized response replaces its
/// answer by the fake; unary encodings take the fake as their value; noise on no value gives every bit the probability of noise.
/// </remarks>
internal sealed class FakeTupleClient(TupleProtocol protocol, LocalRandomness random) : TupleRandomizer(protocol, random)
{
    private readonly FrequencyParameters[] _parameters = [.. protocol.Oracles.Select(o => o.Parameters)];
    private readonly int[] _sizes = [.. protocol.Oracles.Select(o => o.ReportSize)];
    private readonly FakePrior[] _priors = [.. protocol.Priors];
    private readonly UnaryClient[] _unary = [.. protocol.Oracles.Where(o => o.Parameters.Kind != OracleKind.Grr).Select(o => new UnaryClient(o, random))];
    private readonly bool _isZero = protocol.Kind is TupleKind.FakeSueZero or TupleKind.FakeOueZero;

    protected override void Write(ReadOnlySpan<int> tuple, Span<byte> report)
    {
        var real = Random.Uniform((uint)_parameters.Length);
        for (var j = 0; j < _parameters.Length; j++)
        {
            // All ones for the real attribute, else zero.
            var mask = Math.Max(0 - (int)(real ^ (uint)j), -1) ^ -1;
            var fake = _isZero ? 0 : _priors.Length > 0 ? _priors[j].Draw(Random) : (int)Random.Uniform((uint)_parameters[j].Domain);
            WriteOne(j, tuple[j], fake, mask, report[.._sizes[j]]);
            report = report[_sizes[j]..];
        }
    }

    private void WriteOne(int attribute, int value, int fake, int mask, Span<byte> report)
    {
        var p = _parameters[attribute];
        if (p.Kind == OracleKind.Grr)
        {
            var others = (uint)p.Domain - 1;
            var answer = (int)RandomizedIndex.Draw(Random, value, p.KeepThreshold, others, LocalRandomness.LimitOf(others));
            Packing.WriteIndex((uint)Choose(answer, fake, mask), report, report.Length);
            return;
        }

        var keep = _isZero ? p.NoiseThreshold ^ ((p.NoiseThreshold ^ p.KeepThreshold) & (ulong)(long)mask) : p.KeepThreshold;
        _unary[attribute].Randomize(Choose(value, fake, mask), keep, report);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Choose(int real, int fake, int mask) => fake ^ ((fake ^ real) & mask);
}
