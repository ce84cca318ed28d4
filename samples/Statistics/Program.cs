using System.Globalization;
using Statistics;
using Tacit;
using Tacit.Mechanisms;
using Tacit.Statistics;

// 17,549 persons, one row each: so the row is the unit, and add/remove of one person is the relation.
// docs: account
var people = new Population("nafld", PrivacyUnit.Person("id"));
await using var ledger = await Ledger.OpenAsync("persons.ledger");
var account = await ledger.AccountAsync(people, PrivacyBudget.Approximate(epsilon: 3, delta: 1e-6));

// A recipe, not a copy: it runs when a permit opens it, after the ledger has been paid.
var persons = new Sensitive<double[,]>(people, _ => ValueTask.FromResult(Persons.Read("age", "height", "weight", "male", "status", "futime")));

// Too little was released to say: no answer, and the price is spent.
IReadOnlyList<Estimate> refused = [];

// end
// docs: covariance
var size = new MomentAggregates(new ValueBounds(140, 200), new ValueBounds(40, 160));        // cm and kg: public bounds
var noise = size.Sensitivity.Gaussian(rho: 0.01);
Release<IReadOnlyList<Estimate>> spread = await account.SpendZcdp(rho: 0.01).RunAsync("height and weight", noise.Loss, async (permit, token) =>
{
    var exact = size.Of(Columns(await permit.OpenAsync(persons, token), 1, 2));              // touch: integers
    var released = permit.Draw(noise, exact, size.Sensitivity.Weights);                      // draw
    return CovarianceMatrix.Of(released, size.Sensitivity.ScalesOf(noise), size, 0.95) is { } matrix
        ? [matrix[0, 0], matrix[1, 1], matrix[0, 1]]                                         // post-processing
        : refused;
}, Codec.Estimates);
Show("variances of height and weight, covariance", spread);

// end
// docs: median
var median = new ExponentialQuantile(1, 2, low: 18, high: 100, epsilon: 0.05);
Release<long> age = await account.Spend(epsilon: 0.05).RunAsync("median age", median.Loss, async (permit, token) =>
{
    long[] ages = [.. (await permit.OpenAsync(persons, token)).Column(0).Select(x => (long)x)];
    return permit.Draw(median.Loss, random => median.Draw(ages, random), () => median.Best(ages));
}, Codec.Integer);
Console.WriteLine($"median age: {age.Value}");

// end
// docs: quantiles
double[] deciles = [0.1, 0.5, 0.9];
var tree = IntegerNoise.Laplace(0.2, QuantileTree.Height, "a person adds 1 to one node of each of three levels");
Release<IReadOnlyList<Estimate>> followUp = await account.Spend(epsilon: 0.2).RunAsync("days of follow-up", tree.Loss, async (permit, token) =>
{
    var leaves = (await permit.OpenAsync(persons, token)).Column(5)
        .GroupBy(days => (int)Math.Clamp(days / 8000 * QuantileTree.Leaves, 0, QuantileTree.Leaves - 1))   // public range: 0 to 8000 days
        .ToDictionary(g => g.Key, g => (Int128)g.Count());
    var released = permit.Draw(tree, QuantileTree.NodesOf(leaves), [.. Enumerable.Repeat(Tacit.Numerics.Rational.One, QuantileTree.Nodes)]);
    var quantiles = new QuantileTree([.. released.Select(x => (double)x)], new NoiseScale(tree.IsGaussian, tree.Scale.ToDoubleUp()));
    return [.. deciles.Select(q => quantiles.Quantile(q, 0.95)).Where(q => q is not null)
        .Select(q => new Estimate(8000 * q!.Value.Value, 8000 * q.Value.Low, 8000 * q.Value.High, 0.95, Estimate.NoiseOnly))];
}, Codec.Estimates);
Show("days of follow-up, 10 %, 50 % and 90 %", followUp);

// end
// docs: ranges
var decades = new RangeTreeShape(branching: 2, height: 4);                                   // 16 leaves over 20 to 100 years
var counts = decades.Sensitivity.Laplace(epsilon: 0.2);
Release<IReadOnlyList<Estimate>> ages60 = await account.Spend(epsilon: 0.2).RunAsync("ages", counts.Loss, async (permit, token) =>
{
    var leaves = decades.LeavesOf((await permit.OpenAsync(persons, token)).Column(0), new ValueBounds(20, 100));
    var ranges = new RangeTree(decades, permit.Draw(counts, decades.NodesOf(leaves), decades.Sensitivity.Weights), decades.Sensitivity.ScalesOf(counts)[0]);
    return [ranges.Range(0, 8, 0.95), ranges.Range(8, 16, 0.95)];                            // any range of leaves, all from one release
}, Codec.Estimates);
Show("persons below 60, from 60 on", ages60);

// end
// docs: bounds
var bins = new AutomaticBounds(smallest: 0, largest: 14);
var rough = bins.Sensitivity.Laplace(epsilon: 0.1);
Release<IReadOnlyList<Estimate>> bounds = await account.Spend(epsilon: 0.1).RunAsync("bounds of follow-up", rough.Loss, async (permit, token) =>
{
    var released = permit.Draw(rough, bins.Of((await permit.OpenAsync(persons, token)).Column(5)), bins.Sensitivity.Weights);
    return bins.From(released, bins.Sensitivity.ScalesOf(rough)[0]) is { } found ? [new Estimate(found.High, found.Low, found.High, 0.95, "bounds of the data, roughly")] : refused;
}, Codec.Estimates);
Show("automatic bounds of the days of follow-up", bounds);

// end
// docs: linear
var line = new LinearRegression(columns: 1, featureBound: 40, targetBound: 80);              // about 170 cm and 80 kg
var sums = line.Sensitivity.Gaussian(rho: 0.02);
Release<IReadOnlyList<Estimate>> slope = await account.SpendZcdp(rho: 0.02).RunAsync("weight by height", sums.Loss, async (permit, token) =>
{
    var known = Complete(await permit.OpenAsync(persons, token), 1, 2);
    var released = permit.Draw(sums, line.Of(Shifted(known, 0, 170), [.. known.Column(1).Select(kg => kg - 80)]), line.Sensitivity.Weights);
    return line.From(released, line.Sensitivity.ScalesOf(sums), 0.95) is { } fit ? [fit.Intercept!.Value, fit.Coefficients[0]] : refused;
}, Codec.Estimates);
Show("kg at 170 cm beyond 80, and for each cm more", slope);

// end
// docs: logistic
var risk = new LogisticRegression(columns: 2, featureBound: 5, steps: 500, rho: 0.02, clip: 0.5);
Release<double[]> death = await account.SpendZcdp(rho: 0.02).RunAsync("death by age and sex", risk.Loss, async (permit, token) =>
{
    var table = await permit.OpenAsync(persons, token);
    var rows = Columns(table, 0, 3);
    for (var r = 0; r < rows.GetLength(0); r++)
    {
        rows[r, 0] = (rows[r, 0] - 50) / 10;                                                 // decades from 50
    }

    bool[] died = [.. table.Column(4).Select(status => status == 1)];
    return risk.Fit(rows, died, count: 17_000, permit);                                      // there are no intervals
}, new Codec<double[]>((json, all) => json.WriteStringValue(string.Join(' ', all.Select(x => x.ToString("R", CultureInfo.InvariantCulture)))), json => [.. json.GetString()!.Split(' ').Select(x => double.Parse(x, CultureInfo.InvariantCulture))]));
Console.WriteLine(FormattableString.Invariant($"log odds of death: constant {death.Value[0]:0.00}, a decade of age {death.Value[1]:0.00}, male {death.Value[2]:0.00}"));

// end
// docs: components
var components = new PrincipalComponents(columns: 2, bound: 4);
var moments = components.Sensitivity.Gaussian(rho: 0.02);
Release<IReadOnlyList<Estimate>> axes = await account.SpendZcdp(rho: 0.02).RunAsync("axes of size", moments.Loss, async (permit, token) =>
{
    var rows = Complete(await permit.OpenAsync(persons, token), 1, 2);
    for (var r = 0; r < rows.GetLength(0); r++)
    {
        (rows[r, 0], rows[r, 1]) = ((rows[r, 0] - 170) / 10, (rows[r, 1] - 80) / 20);        // public centre and scale
    }

    var released = permit.Draw(moments, components.Of(rows), components.Sensitivity.Weights);
    return components.From(released, components.Sensitivity.ScalesOf(moments), 0.95) is { } fit ? [.. fit.Eigenvalues] : refused;
}, Codec.Estimates);
Show("variances along the axes of height and weight", axes);

// end
// docs: distinct
var one = DistinctCount.Sensitivity(valuesPerUnit: 1).Laplace(epsilon: 0.1);
Release<Estimate> values = await account.Spend(epsilon: 0.1).RunAsync("different ages", one.Loss, async (permit, token) =>
{
    var each = (await permit.OpenAsync(persons, token)).Column(0).Select(x => new[] { x });
    return DistinctCount.From(permit.Draw(one, DistinctCount.Of(each, 1)), one, 0.95);
}, Codec.Estimate);
Console.WriteLine($"different ages: {values.Value}");

// end
Console.WriteLine(await account.StatusAsync());

// A population has one account: the trained model is paid from another ledger, as another data set's would be.
await Similar.IndexAsync(account, people);
await using var training = await Ledger.OpenAsync("training.ledger");
await Similar.ModelAsync(training, people);

static double[,] Columns(double[,] table, params int[] columns)
{
    var part = new double[table.GetLength(0), columns.Length];
    for (var r = 0; r < part.GetLength(0); r++)
    {
        for (var c = 0; c < columns.Length; c++)
        {
            part[r, c] = table[r, columns[c]];
        }
    }

    return part;
}

// Rows in which nothing is missing. Each is kept or left out for its own sake, so one person still moves one row.
static double[,] Complete(double[,] table, params int[] columns)
{
    var part = Columns(table, columns);
    var kept = Enumerable.Range(0, part.GetLength(0)).Where(r => Enumerable.Range(0, columns.Length).All(c => !double.IsNaN(part[r, c]))).ToArray();
    var rows = new double[kept.Length, columns.Length];
    for (var r = 0; r < kept.Length; r++)
    {
        for (var c = 0; c < columns.Length; c++)
        {
            rows[r, c] = part[kept[r], c];
        }
    }

    return rows;
}

static double[,] Shifted(double[,] table, int column, double middle)
{
    var part = Columns(table, column);
    for (var r = 0; r < part.GetLength(0); r++)
    {
        part[r, 0] -= middle;
    }

    return part;
}

static void Show(string what, Release<IReadOnlyList<Estimate>> release)
{
    Console.WriteLine($"{what}:");
    foreach (var estimate in release.Value)
    {
        Console.WriteLine($"  {estimate}");
    }
}
