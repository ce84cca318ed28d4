using System.Numerics;

namespace Tacit.Local.Tests;

/// <summary>Complete output distributions of randomizers, from the integer thresholds: every report with its probability as a fraction. Written from the definitions, not from the code.</summary>
internal static class Laws
{
    private static readonly BigInteger Whole = BigInteger.One << 64;

    public static TheoryData<OracleKind, int, string> Grid()
    {
        var data = new TheoryData<OracleKind, int, string>();
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            foreach (var domain in new[] { 2, 3, 5, 6 })
            {
                foreach (var epsilon in new[] { "0.1", "1", "2.5", "6" })
                {
                    data.Add(kind, domain, epsilon);
                }
            }
        }

        return data;
    }

    /// <summary>For one value: each report, for a fixed seed or column where there is one, with its weight over a common total.</summary>
    public static Dictionary<string, BigInteger> Of(FrequencyParameters p, int value)
    {
        BigInteger keep = p.KeepThreshold, noise = p.NoiseThreshold;
        var law = new Dictionary<string, BigInteger>();
        void Put(string report, BigInteger weight) => law[report] = law.GetValueOrDefault(report) + weight;
        switch (p.Kind)
        {
            case OracleKind.Grr:
                for (var y = 0; y < p.Domain; y++)
                {
                    Put($"{y}", y == value ? keep * (p.Domain - 1) : Whole - keep);
                }

                break;
            case OracleKind.Sue or OracleKind.Oue or OracleKind.The:
                for (var bits = 0; bits < 1 << p.Domain; bits++)
                {
                    var weight = BigInteger.One;
                    for (var v = 0; v < p.Domain; v++)
                    {
                        var threshold = v == value ? keep : noise;
                        weight *= ((bits >> v) & 1) == 1 ? threshold : Whole - threshold;
                    }

                    Put($"{bits}", weight);
                }

                break;
            case OracleKind.Subset:
                var inside = Choose(p.Domain - 1, p.Size - 1);
                var outside = Choose(p.Domain - 1, p.Size);
                for (var bits = 0; bits < 1 << p.Domain; bits++)
                {
                    if (BitOperations.PopCount((uint)bits) == p.Size)
                    {
                        Put($"{bits}", ((bits >> value) & 1) == 1 ? keep * outside : (Whole - keep) * inside);
                    }
                }

                break;
            case OracleKind.Blh or OracleKind.Olh:
                foreach (var (a, b) in Seeds)
                {
                    var hash = (int)(((ulong)(ushort)(((a * (ulong)SeededHash.Mix(value)) + b) >> 16) * (ulong)p.Size) >> 16);
                    for (var y = 0; y < p.Size; y++)
                    {
                        Put($"{a} {b} {y}", y == hash ? keep * (p.Size - 1) : Whole - keep);
                    }
                }

                break;
            default:
                for (var column = 0; column < p.Size; column++)
                {
                    var sign = BitOperations.PopCount((uint)(column & value)) & 1;
                    Put($"{column} {sign}", keep);
                    Put($"{column} {1 - sign}", Whole - keep);
                }

                break;
        }

        return law;
    }

    /// <summary>The largest log-ratio of the probabilities of one report under two values; infinite where only one of them can send it.</summary>
    public static double WorstLoss(IReadOnlyList<Dictionary<string, BigInteger>> laws)
    {
        var worst = 0.0;
        foreach (var report in laws.SelectMany(l => l.Keys).Distinct())
        {
            BigInteger[] weights = [.. laws.Select(l => l.GetValueOrDefault(report))];
            if (weights.All(w => w.IsZero))
            {
                continue;
            }

            worst = Math.Max(worst, weights.Min().IsZero ? double.PositiveInfinity : BigInteger.Log(weights.Max()) - BigInteger.Log(weights.Min()));
        }

        return worst;
    }

    private static (uint A, uint B)[] Seeds => [(0x9e3779b9, 0x85ebca6b), (1, 0), (0, 77), (0xdeadbeef, 0x12345678), (0x80000000, 0x7fffffff), (12345, 4000000000)];

    private static BigInteger Choose(int n, int k)
    {
        var result = BigInteger.One;
        for (var i = 0; i < k; i++)
        {
            result = result * (n - i) / (i + 1);
        }

        return k > n ? BigInteger.Zero : result;
    }
}
