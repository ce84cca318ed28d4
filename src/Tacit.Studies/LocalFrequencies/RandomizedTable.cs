using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Studies.LocalFrequencies;

/// <summary>
/// Who had died, from the other answers, where every row was randomized on the device: each of its cells by generalized randomized response with an equal part of ε, the label too.
/// The learner is a naive Bayes classifier on counts of pairs (answer, label), taken as they are or with the noise of both computed out of them; it is tried on true rows.
/// </summary>
internal sealed class RandomizedTable
{
    // The time until the last follow-up says by itself who died before it.
    private const int FollowUp = 2;

    // Counts that noise has made negative stand for rare pairs.
    private const double Least = 0.5;
    private readonly int[][] _answers;
    private readonly int[] _labels;
    private readonly int[] _attributes = [.. Enumerable.Range(0, SurveyRows.Domains.Count).Where(a => a != FollowUp)];
    private readonly int _trained;

    public RandomizedTable(int[][] answers, int[] labels, RandomSource random)
    {
        var order = Enumerable.Range(0, answers.Length).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = (int)random.NextBelow((ulong)i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        (_answers, _labels, _trained) = ([.. order.Select(i => answers[i])], [.. order.Select(i => labels[i])], answers.Length * 7 / 10);
    }

    /// <summary>Of the more frequent label alone.</summary>
    public double Majority => Tried.Select(i => _labels[i] == 0 ? 1.0 : 0).Average() is var alive ? Math.Max(alive, 1 - alive) : 0;

    private IEnumerable<int> Tried => Enumerable.Range(_trained, _answers.Length - _trained);

    /// <summary>How often the classifier is right that learned from true rows.</summary>
    public double Plain() => Accuracy([.. _attributes.Select(a => Pairs(a, i => _answers[i][a], i => _labels[i]))], debias: 0);

    /// <summary>The same from randomized rows: as they came, and with the noise computed out.</summary>
    public (double Raw, double Debiased) Randomized(double epsilon, RandomSource random)
    {
        var each = epsilon / (_attributes.Length + 1);
        var labels = Reported(2, each, i => _labels[i], random);
        var counts = _attributes.Select(a =>
        {
            var reported = Reported(SurveyRows.Domains[a], each, i => _answers[i][a], random);
            return Pairs(a, i => reported[i], i => labels[i]);
        }).ToList();
        return (Accuracy(counts, debias: 0), Accuracy(counts, each));
    }

    private int[] Reported(int domain, double epsilon, Func<int, int> truth, RandomSource random)
    {
        var client = FrequencyOracle.Create(OracleKind.Grr, domain, epsilon).Client(LocalRandomness.Seeded(random.NextUInt64()));
        var report = new byte[client.ReportSize];
        var reported = new int[_trained];
        for (var i = 0; i < _trained; i++)
        {
            client.Randomize(truth(i), report);
            reported[i] = report[0];
        }

        return reported;
    }

    private double[,] Pairs(int attribute, Func<int, int> answer, Func<int, int> label)
    {
        var counts = new double[SurveyRows.Domains[attribute], 2];
        for (var i = 0; i < _trained; i++)
        {
            counts[answer(i), label(i)]++;
        }

        return counts;
    }

    private double Accuracy(List<double[,]> counts, double debias)
    {
        double[][,] logs = [.. counts.Select(c => Logs(debias > 0 ? Debiased(c, debias) : c))];
        var priors = Totals(debias > 0 ? Debiased(counts[0], debias) : counts[0]);
        return Tried.Select(i =>
        {
            var scores = new[] { Math.Log(priors[0]), Math.Log(priors[1]) };
            for (var a = 0; a < _attributes.Length; a++)
            {
                scores[0] += logs[a][_answers[i][_attributes[a]], 0];
                scores[1] += logs[a][_answers[i][_attributes[a]], 1];
            }

            return (scores[1] > scores[0] ? 1 : 0) == _labels[i] ? 1.0 : 0;
        }).Average();
    }

    // The inverse of randomized response in both directions: it moves each count by the same part of its row's, and of its column's, sum.
    private static double[,] Debiased(double[,] counts, double epsilon)
    {
        var (k, e) = (counts.GetLength(0), Math.Exp(epsilon));
        var result = (double[,])counts.Clone();
        for (var c = 0; c < 2; c++)
        {
            var sum = Enumerable.Range(0, k).Sum(v => result[v, c]);
            for (var v = 0; v < k; v++)
            {
                result[v, c] = ((result[v, c] * (e + k - 1)) - sum) / (e - 1);
            }
        }

        for (var v = 0; v < k; v++)
        {
            var sum = result[v, 0] + result[v, 1];
            (result[v, 0], result[v, 1]) = (((result[v, 0] * (e + 1)) - sum) / (e - 1), ((result[v, 1] * (e + 1)) - sum) / (e - 1));
        }

        return result;
    }

    private static double[] Totals(double[,] counts) => [.. Enumerable.Range(0, 2).Select(c => Math.Max(Least, Enumerable.Range(0, counts.GetLength(0)).Sum(v => counts[v, c])))];

    private static double[,] Logs(double[,] counts)
    {
        var (k, logs) = (counts.GetLength(0), new double[counts.GetLength(0), 2]);
        for (var c = 0; c < 2; c++)
        {
            double[] kept = [.. Enumerable.Range(0, k).Select(v => Math.Max(Least, counts[v, c]))];
            for (var v = 0; v < k; v++)
            {
                logs[v, c] = Math.Log(kept[v] / kept.Sum());
            }
        }

        return logs;
    }
}
