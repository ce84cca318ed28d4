using Tacit;
using Tacit.Accounting;
using Tacit.Statistics;

namespace Statistics;

/// <summary>Similarities to persons, and a model by DP-SGD.</summary>
internal static class Similar
{
    public static async Task IndexAsync(Account account, Population people)
    {
        // docs: similarity
        // Age in decades from 50 and body mass index in fives from 28: public scales.
        var bodies = new Sensitive<double[,]>(people, _ => ValueTask.FromResult(Persons.Read("(age - 50) / 10", "(bmi - 28) / 5")));
        var sketch = SimilaritySketch.Kernel(SimilarityKernel.Gaussian(bandwidth: 1), columns: 2, features: 2048);
        Console.WriteLine($"expected error of a query: {sketch.ExpectedError(sketch.Gaussian(rho: 0.01), rows: 17_000).Total:0}");   // before anything is spent
        Release<SimilarityIndex> index = await sketch.FitAsync(bodies, account.SpendZcdp(rho: 0.01));
        double[] somebody = [1.5, 0.4];
        Console.WriteLine($"persons like one of 65 with an index of 30: {index.Value.Query(somebody):0} ± {1.96 * index.Value.NoiseDeviation(somebody):0}");

        // end
    }

    public static async Task ModelAsync(Ledger ledger, Population people)
    {
        // docs: gradients
        // Sampled noise has no exact ρ, so the account adds Rényi divergences.
        var account = await ledger.AccountAsync(people, PrivacyBudget.Approximate(epsilon: 1, delta: 1e-6), PrivacyFilter.Renyi());
        var options = new DpSgdOptions { Objective = LinearObjective.Logistic, SamplingRate = 0.02, Steps = 300, FeatureBound = 4, LearningRate = 4 };
        options = options with { NoiseMultiplier = Calibration.Noise(sigma => DpSgd.LossOf(options, sigma), 0.5, 1e-7, Neighbours.AddRemove) };
        var run = new DpSgd(columns: 2, options);
        var table = new Sensitive<double[,]>(people, _ => ValueTask.FromResult(Persons.Read("(age - 50) / 10", "male", "status")));
        Release<double> odds = await account.Spend(run.Loss).RunAsync("death by DP-SGD", run.Loss, async (permit, token) =>
        {
            var rows = await permit.OpenAsync(table, token);
            var features = new double[rows.GetLength(0), 2];
            for (var r = 0; r < rows.GetLength(0); r++)
            {
                (features[r, 0], features[r, 1]) = (rows[r, 0], rows[r, 1]);
            }

            return run.Fit(features, rows.Column(2), count: 17_000, permit, token: token).Coefficients()[0, 1];
        }, Codec.Number);
        Console.WriteLine($"log odds of death, a decade of age: {odds.Value:0.00}");

        // end
    }
}
