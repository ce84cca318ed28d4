using System.Text.Json;
using Tacit.Audit.Fairness;
using Tacit.Statistics;

namespace Tacit.Studies.MedicalDpReview;

/// <summary>Logistic regression at every ε of the grid, several seeds each, beside the same steps without noise.</summary>
internal sealed class Fits(Cohort train, Cohort validation, Cohort test, int seeds, int steps, ulong seed)
{
    public const double Delta = 1e-5;
    public static readonly double[] Epsilons = [10, 3, 1, 0.5];
    private static readonly Population Patients = new("patients", PrivacyUnit.Person("id"));
    private static readonly Codec<double[]> Coefficients = new((w, v) => JsonSerializer.Serialize(w, v), e => e.Deserialize<double[]>()!);

    /// <summary>The audit by AUROC over sex, age and both; thresholds from the validation rows.</summary>
    public async Task<FairnessReport> AuditAsync(IReadOnlyList<GroupColumn> attributes, int resamples, CancellationToken token)
    {
        var reference = new AuditedModel("without noise", double.PositiveInfinity, [await RunAsync(null, 0, token).ConfigureAwait(false)]);
        var candidates = new List<AuditedModel>();
        foreach (var epsilon in Epsilons)
        {
            var runs = new List<ScoredRun>();
            for (var run = 0; run < seeds; run++)
            {
                runs.Add(await RunAsync(epsilon, run, token).ConfigureAwait(false));
            }

            candidates.Add(new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ε = {epsilon}"), epsilon, runs));
        }

        return FairnessAudit.Run(new(test.Labels, attributes) { ValidationLabels = validation.Labels }, reference, candidates, new() { Resamples = resamples, Seed = seed }, token);
    }

    private async Task<ScoredRun> RunAsync(double? epsilon, int run, CancellationToken token)
    {
        var rho = epsilon is { } e ? RhoOf(e) : 1;
        var regression = new LogisticRegression(train.Columns, 1, steps, rho);
        await using var ledger = new SimulatedLedger(unchecked((seed * 1_000_003) + (ulong)((run * 100) + (int)(10 * (epsilon ?? 0)))), noise: epsilon is not null);
        var account = await ledger.AccountAsync(Patients, token).ConfigureAwait(false);
        var rows = new Sensitive<Cohort>(Patients, _ => ValueTask.FromResult(train));

        // The size of the training set is a constant of this study, so it is public.
        var theta = (await account.SpendZcdp(rho).RunAsync(
            "logistic regression", regression.Loss,
            async (permit, ended) =>
            {
                var opened = await permit.OpenAsync(rows, ended).ConfigureAwait(false);
                return regression.Fit(opened.Features, opened.Labels, train.Labels.Length, permit);
            },
            Coefficients, token).ConfigureAwait(false)).Value;
        return new(Scores(theta, test), Scores(theta, validation));
    }

    // The largest ρ whose certified ε at δ is at most that of the grid.
    private static double RhoOf(double epsilon)
    {
        var (low, high) = (1e-6, epsilon);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = PrivacyLoss.Zcdp(middle).Epsilon(Delta, Neighbours.AddRemove) <= epsilon ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double[] Scores(double[] theta, Cohort rows)
    {
        var scores = new double[rows.Labels.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            // Longer rows are scaled down in training, and so they are here.
            var (sum, square) = (0.0, 0.0);
            for (var c = 0; c < rows.Columns; c++)
            {
                sum += theta[c + 1] * rows.Features[i, c];
                square += rows.Features[i, c] * rows.Features[i, c];
            }

            scores[i] = 1 / (1 + Math.Exp(-(theta[0] + (sum / Math.Max(1, Math.Sqrt(square))))));
        }

        return scores;
    }
}
