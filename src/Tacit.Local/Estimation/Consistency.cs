namespace Tacit.Local;

/// <summary>The steps of <see cref="PostProcess"/>, each from numbers to numbers.</summary>
internal static class Consistency
{
    public static double[] Apply(PostProcess step, ValueLaws laws, long reports, long[] supports, double[] raw, double alpha) => step switch
    {
        PostProcess.None => raw,
        PostProcess.Clip => [.. raw.Select(f => Math.Clamp(f, 0, 1))],
        PostProcess.Norm => Norm(raw),
        PostProcess.NormMul => NormMul(raw),
        PostProcess.NormSub => NormSub(raw),
        PostProcess.NormCut => NormCut(raw),
        PostProcess.BaseCut => BaseCut(laws, reports, raw, alpha),
        PostProcess.Ibu => IterativeBayes.Limit(Levelled(laws, reports, supports), laws.Common.Truth, laws.Common.Other),
        _ => throw new BadInputException($"There is no post-processing {step}."),
    };

    /// <summary>Zero where one of the absent values may reach as much with a probability above α.</summary>
    private static double[] BaseCut(ValueLaws laws, long reports, double[] raw, double alpha)
    {
        var visible = new Dictionary<SupportLaw, double>();
        return [.. raw.Select((f, v) =>
        {
            if (!visible.TryGetValue(laws[v], out var least))
            {
                visible[laws[v]] = least = Presence.Visible(laws[v], raw.Length, reports, alpha);
            }

            return f < least ? 0 : f;
        })];
    }

    public static double[] Norm(double[] raw)
    {
        var shift = (1 - raw.Sum()) / raw.Length;
        return [.. raw.Select(f => f + shift)];
    }

    public static double[] NormMul(double[] raw)
    {
        var sum = raw.Sum(f => Math.Max(0, f));
        return sum > 0 ? [.. raw.Select(f => Math.Max(0, f) / sum)] : [.. raw.Select(_ => 1.0 / raw.Length)];
    }

    /// <summary>Euclidean projection onto the simplex by sorting (Held, Wolfe and Crowder 1974).</summary>
    public static double[] NormSub(double[] raw)
    {
        double sum = 0, shift = 0;
        var kept = 0;
        foreach (var f in raw.OrderDescending())
        {
            sum += f;
            kept++;
            if (f - ((sum - 1) / kept) <= 0)
            {
                break;
            }

            shift = (sum - 1) / kept;
        }

        return [.. raw.Select(f => Math.Max(0, f - shift))];
    }

    public static double[] NormCut(double[] raw)
    {
        var cut = new double[raw.Length];
        double sum = 0;
        foreach (var v in Enumerable.Range(0, raw.Length).OrderByDescending(v => raw[v]))
        {
            if (raw[v] <= 0 || (sum > 0 && sum + raw[v] > 1))
            {
                break;
            }

            cut[v] = Math.Min(1, raw[v]);
            sum += cut[v];
        }

        return cut;
    }

    // Where laws differ, only in what every report supports by chance: what a value has more of that than the mean is taken away.
    private static double[] Levelled(ValueLaws laws, long reports, long[] supports) => laws.AreAlike
        ? [.. supports.Select(s => (double)s)]
        : [.. supports.Select((s, v) => Math.Max(0, s - (reports * (laws[v].Other - laws.Common.Other))))];
}
