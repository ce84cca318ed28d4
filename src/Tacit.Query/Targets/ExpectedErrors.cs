using Tacit.Mechanisms;
using Tacit.Query.Planning;
using Tacit.Statistics;

namespace Tacit.Query.Targets;

/// <summary>Expected half-widths of the columns of a plan, from declared facts and the planned number of rows alone.</summary>
/// <remarks>
/// Noise on counts and sums does not depend on the data, so their half-widths are those that the answer will show. A mean S/C is planned with C expected rows
/// and |S/C| at its bound, where the noise of the count matters most; its half-width is that of the interval it would have. What else depends on the data is refused.
/// </remarks>
internal sealed class ExpectedErrors(QueryPlan plan, ErrorTarget target)
{
    private const string DependsOnData = "the data decides how large its error is";

    private readonly GroupedQuery _query = plan.Query;

    /// <summary>The columns that have a target, with their expected errors; infinite where the answer would be "too few to say".</summary>
    /// <exception cref="BadInputException">A target names no column of numbers, or the error of one depends on the data.</exception>
    public IReadOnlyList<ColumnError> Columns()
    {
        var isHistogram = _query.IsHistogram;
        (string Name, Released Value)[] numbers = isHistogram
            ? [("count", new ReleasedAggregate(0))]
            : [.. _query.Output.Columns.Where(c => !c.IsText).Select(c => (c.Name, c.Value))];
        foreach (var named in target.All.Where(w => w.Column is { } name && !numbers.Any(c => c.Name == name)))
        {
            throw new BadInputException($"The answer has no number '{named.Column}' whose error could be aimed at. It has: {string.Join(", ", numbers.Select(c => c.Name))}.");
        }

        return numbers.Length == 0
            ? throw new BadInputException("The answer has no number whose error could be aimed at. Name what to spend.")
            : [.. numbers.Select(c => Column(c.Name, c.Value)).OfType<ColumnError>()];
    }

    private ColumnError? Column(string name, Released value)
    {
        var wanted = target.All.FirstOrDefault(w => w.Column == name) ?? target.All.FirstOrDefault(w => w.Column is null);
        return wanted is null
            ? null
            : new(name, wanted.IsPercent ? Percent(name, value) : Absolute(name, value), wanted.IsPercent, wanted.Error);
    }

    private double Absolute(string name, Released value)
    {
        var confidence = ConfidenceOf(value);
        return Worst((level, group) => Of(name, value, a => Absolute(name, _query.Aggregates[a], level, group, confidence)));
    }

    private double Percent(string name, Released value)
    {
        if (value is not ReleasedAggregate { Index: var index })
        {
            throw Refused(name, "of an expression over released values the size is not known that a percentage could be of. Aim at an error in its own unit");
        }

        var confidence = ConfidenceOf(value);
        return 100 * Worst((level, group) => Share(name, _query.Aggregates[index], level, group, confidence));
    }

    // Of an expression over several aggregates each has a wider interval: as the answer will.
    private double ConfidenceOf(Released value) => 1 - ((1 - _query.Confidence) / Math.Max(1, value.CountOfAggregates));

    private double Of(string name, Released value, Func<int, double> aggregate)
    {
        double Operand(Released v) => Of(name, v, aggregate);
        switch (value)
        {
            case ReleasedAggregate a:
                return aggregate(a.Index);
            case ReleasedCall { Operation: "+" or "-" } sum:
                return sum.Arguments.Sum(Operand);
            case ReleasedCall { Operation: "*", Arguments: [var x, var y] } when (Constant(x) ?? Constant(y)) is { } factor:
                return Scaled(Math.Abs(factor), Operand(Constant(x) is null ? x : y));
            case ReleasedCall { Operation: "/", Arguments: [var x, var y] } when Constant(y) is { } divisor && divisor != 0:
                return Scaled(1 / Math.Abs(divisor), Operand(x));
            case ReleasedCall { Operation: "abs", Arguments: [var x] }:
                return Operand(x);
            case ReleasedCall { Operation: "floor" or "ceil", Arguments: [var x] }:
                return Operand(x) + 1;
            case ReleasedCall { Operation: "round", Arguments: [var x, var digits] } when Constant(digits) is { } d:
                return Operand(x) + Math.Pow(10, -d);
            case ReleasedCall { Operation: "least" or "greatest" or "coalesce" } several:
                return several.Arguments.Max(Operand);
            case ReleasedCall { Operation: "case" } choice:
                return choice.Arguments.Where((_, i) => i % 2 == 1 || i == choice.Arguments.Count - 1).Max(Operand);
            case var constant when constant.CountOfAggregates == 0:
                return 0;
            default:
                throw Refused(name, DependsOnData);
        }
    }

    private static double Scaled(double factor, double error) => factor == 0 ? 0 : factor * error;

    private static double? Constant(Released value) => value switch
    {
        ReleasedConstant { Value: double number } => number,
        ReleasedCall { Operation: "-", Arguments: [ReleasedConstant { Value: 0.0 }, ReleasedConstant { Value: double negated }] } => -negated,
        _ => null,
    };

    private double Absolute(string name, AggregateCall call, LevelPlan level, Group group, double confidence)
    {
        var factory = level.Factory;
        switch (call.Function)
        {
            case AggregateFunction.Sum:
                return HalfWidth(level, factory.RawSum(call.X!), group, confidence) * factory.Measure(call.X!).GridOf(group).Step;
            case AggregateFunction.Mean:
                return Mean(name, call, level, group, confidence);
            case AggregateFunction.Quantile:
                throw Refused(name, $"{DependsOnData} where it is in the column's own unit. Aim at a percentage: of the rows, by rank");
            default:
                return CountOf(call, factory) is { } part ? HalfWidth(level, part, group, confidence) : throw Refused(name, DependsOnData);
        }
    }

    private double Share(string name, AggregateCall call, LevelPlan level, Group group, double confidence)
    {
        switch (call.Function)
        {
            case AggregateFunction.Mean:
                var grid = level.Factory.Measure(call.X!).GridOf(group);
                return Mean(name, call, level, group, confidence) / (grid.High - grid.Low);
            case AggregateFunction.Quantile:
                var rows = Rows(name);
                return QuantileTree.RankHalfWidth(call.Q, rows, Noise(level, level.Factory.Tree(call.X!), group), confidence) / rows;
            case AggregateFunction.CountDistinct or AggregateFunction.Sum:
                throw Refused(name, "its size is not known that a percentage could be of. Aim at an error in its own unit");
            case AggregateFunction.CountUnits:
                // So many rows are of at least so many units.
                return HalfWidth(level, CountOf(call, level.Factory)!, group, confidence) * level.Context.Rows.RowsPerGroup / Rows(name);
            default:
                return CountOf(call, level.Factory) is { } part ? HalfWidth(level, part, group, confidence) / Rows(name) : throw Refused(name, DependsOnData);
        }
    }

    private static Part? CountOf(AggregateCall call, PartFactory factory) => call.Function switch
    {
        AggregateFunction.Count => factory.RowCount(),
        AggregateFunction.CountValues => factory.ValueCount(call.X!),
        AggregateFunction.CountUnits => factory.UnitCount(call.X),
        AggregateFunction.CountDistinct => factory.DistinctCount(call.X!),
        AggregateFunction.Histogram => factory.Histogram(call.X!, call.Edges!),
        _ => null,
    };

    private double Mean(string name, AggregateCall call, LevelPlan level, Group group, double confidence)
    {
        var rows = Rows(name);
        var grid = level.Factory.Measure(call.X!).GridOf(group);
        var most = (double)grid.HalfRange;
        return RatioInterval.Of(
            rows * most, Noise(level, level.Factory.CentredSum(call.X!), group), rows, Noise(level, level.Factory.ValueCount(call.X!), group), most, confidence) is { } interval
            ? (interval.Value - interval.Low) * grid.Step
            : double.PositiveInfinity;
    }

    private double Rows(string name) => target.ExpectedRows
        ?? throw Refused(name, "it depends on how many rows a group has. Say how many you expect in the smallest group that matters: Expecting(1000), or --expected-rows 1000");

    private static IntegerNoise NoiseOf(LevelPlan level, Part part) => level.Parts.First(p => p.Key == part.Key).Noise;

    private static NoiseScale Noise(LevelPlan level, Part part, Group group)
    {
        var noise = NoiseOf(level, part);
        return new(noise.IsGaussian, (noise.Scale * part.Weight(group)).ToDouble());
    }

    private static double HalfWidth(LevelPlan level, Part part, Group group, double confidence) => NoiseOf(level, part).HalfWidth(part.Weight(group), confidence);

    // Groups with the same weights have the same errors: one of each kind is looked at.
    private double Worst(Func<LevelPlan, Group, double> error) => plan.Levels.Max(level => Kinds(level).Max(group => error(level, group)));

    private static IEnumerable<Group> Kinds(LevelPlan level)
    {
        var codes = level.Parts.SelectMany(p => p.Derived.Slots).Distinct().ToArray();
        return codes.Length == 0 ? [level.Context.AnyGroup] : level.Context.GroupsByCode(codes);
    }

    private static BadInputException Refused(string column, string why) => new($"No spend can be found for the error of '{column}': {why}. Nothing was spent.");
}
