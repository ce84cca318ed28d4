using Tacit.Numerics;

namespace Tacit.Mechanisms.Tables;

/// <summary>Which route serves a scale. A function of what was asked and the scale alone, so that a seed repeats.</summary>
internal static class Routes
{
    public static Rational LargestTable => 1 << 12;

    public static SamplerRoute Resolve(SamplerRoute route, Rational scale) => route switch
    {
        SamplerRoute.Automatic => scale <= LargestTable ? SamplerRoute.Table : SamplerRoute.Coins,
        SamplerRoute.Coins => SamplerRoute.Coins,
        _ when scale > LargestTable => throw new BadInputException($"A table holds scales up to 4096, but the scale was {scale}. Use the automatic route."),
        _ => route,
    };
}
