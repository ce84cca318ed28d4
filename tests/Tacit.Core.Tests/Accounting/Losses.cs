using CsCheck;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Every event of the architecture, and random expressions of them.</summary>
internal static class Losses
{
    private const Neighbours Replace = Neighbours.Replace;

    /// <summary>One of each type, with its canonical JSON written by hand.</summary>
    public static IReadOnlyList<(PrivacyLoss Loss, string Json)> All { get; } =
    [
        (PrivacyLoss.Gaussian(1.1), """{"type":"gaussian","noiseMultiplier":1.1}"""),
        (PrivacyLoss.Gaussian(2, Replace), """{"type":"gaussian","noiseMultiplier":2,"relation":"replace"}"""),
        (PrivacyLoss.Laplace(new Rational(1, 3)), """{"type":"laplace","scale":"1/3"}"""),
        (PrivacyLoss.DiscreteGaussian(3, 1), """{"type":"discreteGaussian","sigma":3,"shift":1}"""),
        (PrivacyLoss.WeightedDiscreteGaussian(3, 1.5), """{"type":"weightedDiscreteGaussian","sigma":3,"shift":1.5}"""),
        (PrivacyLoss.DiscreteLaplace(200, 2), """{"type":"discreteLaplace","scale":200,"shift":2}"""),
        (PrivacyLoss.Pure(0.1), """{"type":"pure","epsilon":0.1}"""),
        (PrivacyLoss.Pure(0), """{"type":"pure","epsilon":0}"""),
        (PrivacyLoss.Zcdp(0.01), """{"type":"zcdp","rho":0.01,"delta":0}"""),
        (PrivacyLoss.Zcdp(0.01, 1e-7), """{"type":"zcdp","rho":0.01,"delta":0.0000001}"""),
        (PrivacyLoss.Approximate(0.5, 1e-6), """{"type":"approximate","epsilon":0.5,"delta":0.000001}"""),
        (PrivacyLoss.Exponential(0.25), """{"type":"exponential","epsilon":0.25}"""),
        (PrivacyLoss.RandomizedResponse(1, 4), """{"type":"randomizedResponse","epsilon":1,"values":4,"relation":"replace"}"""),
        (PrivacyLoss.Matrix(1.5, "tree(1024)", "once"), """{"type":"matrix","noiseMultiplier":1.5,"strategy":"tree(1024)","participation":"once"}"""),
        (PrivacyLoss.Shuffled(1, 10_000), """{"type":"shuffled","localEpsilon":1,"users":10000,"relation":"replace"}"""),
        (PrivacyLoss.Renyi([1.5, 2, 32], [0.1, 0.125, 4]), """{"type":"renyi","orders":[1.5,2,32],"divergences":[0.1,0.125,4]}"""),
        (PrivacyLoss.Gaussian(1).PoissonSampled(0.01), """{"type":"poissonSampled","rate":0.01,"event":{"type":"gaussian","noiseMultiplier":1}}"""),
        (PrivacyLoss.Pure(1, Replace).SampledWithoutReplacement(5, 50), """{"type":"sampledWithoutReplacement","size":5,"total":50,"event":{"type":"pure","epsilon":1,"relation":"replace"},"relation":"replace"}"""),
        (PrivacyLoss.Pure(0.1).Repeat(10), """{"type":"repeated","count":10,"event":{"type":"pure","epsilon":0.1}}"""),
        (PrivacyLoss.Composed(PrivacyLoss.Pure(1), PrivacyLoss.Zcdp(2)), """{"type":"composed","events":[{"type":"pure","epsilon":1},{"type":"zcdp","rho":2,"delta":0}]}"""),
        (PrivacyLoss.Parallel(PrivacyLoss.Pure(1), PrivacyLoss.Pure(2)), """{"type":"parallel","events":[{"type":"pure","epsilon":1},{"type":"pure","epsilon":2}]}"""),
        (PrivacyLoss.NonPrivate(), """{"type":"nonPrivate"}"""),
    ];

    /// <summary>Random expressions, a few levels deep, under one relation.</summary>
    public static Gen<PrivacyLoss> Random { get; } =
        Gen.OneOf(Gen.Const(Neighbours.AddRemove), Gen.Const(Replace)).SelectMany(relation => Expression(relation, 3));

    /// <summary>Random expressions whose price is exact.</summary>
    public static Gen<PrivacyLoss> Priced(Neighbours relation) => PricedExpression(relation, 3);

    private static Gen<Quantity> Positive { get; } =
        Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 700]).Select((n, d) => (Quantity)new Rational(n, d));

    private static Gen<Quantity> Delta { get; } = Gen.Int[0, 50].Select(n => (Quantity)new Rational(n, 1_000_000));

    private static Gen<PrivacyLoss> Leaf(Neighbours relation) => Gen.OneOf(
        Positive.Select(x => PrivacyLoss.Gaussian(x, relation)),
        Positive.Select(x => PrivacyLoss.Laplace(x, relation)),
        Gen.Select(Positive, Positive).Select((x, y) => PrivacyLoss.DiscreteGaussian(x, y, relation)),
        Gen.Select(Positive, Positive).Select((x, y) => PrivacyLoss.WeightedDiscreteGaussian(x, y, relation)),
        Gen.Select(Positive, Positive).Select((x, y) => PrivacyLoss.DiscreteLaplace(x, y, relation)),
        Positive.Select(x => PrivacyLoss.Pure(x, relation)),
        Gen.Select(Positive, Delta).Select((x, d) => PrivacyLoss.Zcdp(x, d, relation)),
        Gen.Select(Positive, Delta).Select((x, d) => PrivacyLoss.Approximate(x, d, relation)),
        Positive.Select(x => PrivacyLoss.Exponential(x, relation)),
        Gen.Select(Positive, Gen.String).Where((_, s) => !string.IsNullOrWhiteSpace(s)).Select((x, s) => PrivacyLoss.Matrix(x, s, "once", relation)));

    private static Gen<PrivacyLoss> Unpriced(Neighbours relation) => Gen.OneOf(
        Gen.Const(PrivacyLoss.NonPrivate(relation)),
        Gen.Double[0, 5].Array[1, 6].Select(d => PrivacyLoss.Renyi(d.Select((_, i) => 1.5 + i), d.Order(), relation)),
        Leaf(relation).Select(e => e.PoissonSampled(0.25)),
        relation == Replace
            ? Gen.OneOf(
                Gen.Select(Positive, Gen.Long[1, long.MaxValue]).Select((x, n) => PrivacyLoss.Shuffled(x, n)),
                Leaf(relation).Select(e => e.SampledWithoutReplacement(3, 30)),
                Gen.Select(Positive, Gen.Long[2, 100]).Select((x, k) => PrivacyLoss.RandomizedResponse(x, k)))
            : Gen.Const(PrivacyLoss.NonPrivate()));

    private static Gen<PrivacyLoss> Expression(Neighbours relation, int depth) => depth == 0
        ? Gen.Frequency((3, Leaf(relation)), (1, Unpriced(relation)))
        : Gen.Frequency(
            (2, Expression(relation, 0)),
            (1, Expression(relation, depth - 1).Array[1, 4].Select(e => PrivacyLoss.Composed(e))),
            (1, Expression(relation, depth - 1).Array[1, 4].Select(e => PrivacyLoss.Parallel(e))),
            (1, Gen.Select(Expression(relation, depth - 1), Gen.Long[1, long.MaxValue]).Select((e, k) => e.Repeat(k))));

    private static Gen<PrivacyLoss> PricedExpression(Neighbours relation, int depth) => depth == 0
        ? Leaf(relation)
        : Gen.Frequency(
            (2, Leaf(relation)),
            (1, PricedExpression(relation, depth - 1).Array[1, 4].Select(e => PrivacyLoss.Composed(e))),
            (1, PricedExpression(relation, depth - 1).Array[1, 4].Select(e => PrivacyLoss.Parallel(e))),
            (1, Gen.Select(PricedExpression(relation, depth - 1), Gen.Long[1, 1000]).Select((e, k) => e.Repeat(k))));
}
