using Tacit;
using Tacit.Accounting;
using Tacit.Aot;
using Tacit.Identity;
using Tacit.Local;
using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;
using Tacit.Statistics;

// Core, Identity, Local and Statistics compiled to native code: what they say must be what they say elsewhere. Ends with 1 and names what does not hold.
var faults = new List<string>();
void Check(bool holds, string what)
{
    if (!holds)
    {
        faults.Add(what);
    }
}

const string Run = """{"type":"repeated","count":14061,"event":{"type":"poissonSampled","rate":0.00426666666667,"event":{"type":"gaussian","noiseMultiplier":1.1}}}""";
var loss = PrivacyLoss.FromJson(Run);
Check(loss.ToJson() == Run, "a loss reads back as it was written");
var bracket = Accountant.LossDistributions.Epsilon(loss, 1e-5, Neighbours.AddRemove);
Check(bracket is { Lower: > 2.3804 and < 2.3815043, Upper: > 2.3815039 and < 2.3817 }, $"the bracket of the training run: {bracket}");
Check(Math.Abs(Accountant.Renyi.Epsilon(loss, 1e-5, Neighbours.AddRemove).Upper - 2.596442) < 2e-6, "Rényi accounting");

var random = RandomSource.Seeded(7);
var laplace = new DiscreteLaplace((Rational)10);
var sum = 0.0;
for (var i = 0; i < 100_000; i++)
{
    sum += Math.Abs((double)laplace.Sample(random));
}

Check(Math.Abs((sum / 100_000) - 10) < 0.3, "discrete Laplace noise");
var values = new int[1 << 16];
LatticeNoise.RoundedGaussian((Rational)100).AddTo(values, RandomSource.Seeded(8));
var deviation = Math.Sqrt(values.Average(v => (double)v * v));
Check(Math.Abs(deviation - 100) < 2, "noise for arrays");

using (var ring = IdentityKeyRing.Create())
using (var instance = new FixedInstance(5, 3))
{
    var codec = new IdentityCodec(ring, IdentityPolicy.Trusted);
    var key = new SkidGenerator(instance).Next(7);
    Check(codec.TryOpen(codec.ToSecure(key, 7), 7, out var opened) && opened.Value.Skid == key && codec.TryOpen(codec.ToPlain(key, 7), 7, out _), "an identifier in three forms");
    Check(PublicId.Parse("00081b32-0005-8d01-8d0c-002a492c0e75").ToString() == "00081b32-0005-8d01-8d0c-002a492c0e75", "an identifier reads its text");
}

Identifiers.Check(Check);

await using (var ledger = new SimulatedLedger(seed: 9))
{
    var account = await ledger.AccountAsync(new Population("people", PrivacyUnit.Person("id")));
    var noise = IntegerNoise.Laplace((Rational)1, 1, "a person counts once");
    var release = await account.Spend(epsilon: 1).RunAsync(
        "count", noise.Loss, (permit, _) => Task.FromResult((long)permit.Draw(noise, 42)), Codec.Integer);
    Check(Math.Abs(release.Value - 42) < 40, "a spend");
}

var tree = new QuantileTree(new double[QuantileTree.Nodes], new NoiseScale(IsGaussian: false, Scale: 1));
Check(Math.Abs(tree.Count) < 1e-9, "a quantile tree");

foreach (var name in OracleNames.Names)
{
    var oracle = FrequencyOracle.Create(FrequencyParameters.Parse(FrequencyParameters.For(OracleNames.Parse(name), 100, 2).Document));
    var survey = SurveySimulation.Run(oracle, SurveySimulation.Zipf(100, 20_000, 1), seed: 10);
    Check(survey.MeanSquaredError / survey.AnalyticVariance is > 0.3 and < 2.2, $"a survey by {name}: {survey.MeanSquaredError / survey.AnalyticVariance}");
}

Console.WriteLine(faults.Count == 0 ? "native code agrees" : string.Join(Environment.NewLine, faults));
return faults.Count == 0 ? 0 : 1;
