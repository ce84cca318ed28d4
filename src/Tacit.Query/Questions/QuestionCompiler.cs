using System.Globalization;
using System.Text;
using Tacit.Data;
using Tacit.Query.Planning;
using Tacit.Query.Relations;

namespace Tacit.Query;

/// <summary>A typed question as the planner sees it.</summary>
internal sealed class QuestionCompiler
{
    private readonly Dataset _data;
    private readonly Question _question;
    private readonly TableFacts _main;
    private readonly TableFacts? _joined;
    private readonly Dictionary<string, Scalar> _flags = new(StringComparer.Ordinal);
    private Relation _relation;

    private QuestionCompiler(Dataset data, Question question)
    {
        _data = data;
        _question = question;
        _main = data.Table(question.Table);
        _joined = question.Joined is { } joined ? Joinable(joined) : null;
        _relation = Scanned(_main, question.RowsLimit);
        if (_joined is not null)
        {
            _relation = Joins.Joined(_relation, Scanned(_joined, null), isLeft: false, null);
        }
    }

    public static GroupedQuery Compile(Dataset data, Question question)
    {
        if (question.Aggregates.Count == 0)
        {
            throw new BadInputException("The question asks for nothing. Add Count(), CountUnits(), Sum, Mean, Rate, Quantiles or Histogram.");
        }

        return new QuestionCompiler(data, question).Compile();
    }

    private GroupedQuery Compile()
    {
        foreach (var flag in _question.Flags)
        {
            AddFlag(flag);
        }

        if (_question.Filter is { } filter)
        {
            _relation = RelationBuilder.Filtered(_relation, Condition(filter, Resolve));
        }

        var keys = _question.Keys.Select(name => (Name: name, Key: Resolve(name))).ToArray();
        foreach (var (name, key) in keys)
        {
            if (key.Kind == ValueKind.Number)
            {
                throw new BadInputException($"'{name}' is a number. Group by a category, or declare bands of it with Bands(…).");
            }
        }

        var aggregates = _question.Aggregates.Select(Call).ToArray();
        var distinct = aggregates.Distinct().ToArray();
        var columns = keys.Select((k, i) => new OutputColumn(k.Name, new ReleasedKey(i), true))
            .Concat(_question.Aggregates.Select((a, i) => new OutputColumn(NameOf(a), new ReleasedAggregate(Array.IndexOf(distinct, aggregates[i])), false)));
        return new()
        {
            Words = _question.ToString(),
            Relation = _relation,
            Keys = keys,
            Levels = [[.. Enumerable.Range(0, keys.Length)]],
            Aggregates = distinct,
            Output = new([.. columns], null, [], null, 0),
            Confidence = _question.Confidence,
            MayWiden = false,
        };
    }

    private string NameOf(Aggregate aggregate) => aggregate switch
    {
        Aggregate.Units => _data.Population.Unit.Name + "s",
        Aggregate.Histogram histogram => histogram.Column,
        _ => aggregate.ToString()!,
    };

    private AggregateCall Call(Aggregate aggregate) => aggregate switch
    {
        Aggregate.Count => new(AggregateFunction.Count),
        Aggregate.Units => new(AggregateFunction.CountUnits),
        Aggregate.Sum sum => new(AggregateFunction.Sum, Number(sum.Column)),
        Aggregate.Mean mean => new(AggregateFunction.Mean, Number(mean.Column)),
        Aggregate.Quantile quantile => new(AggregateFunction.Quantile, Number(quantile.Column), Q: quantile.Q),
        Aggregate.Histogram histogram => new(AggregateFunction.Histogram, Number(histogram.Column), Edges: histogram.Edges),
        _ => throw new InvalidOperationException("Unknown aggregate."),
    };

    private Scalar Number(string name) => Resolve(name) is { Kind: ValueKind.Number } number
        ? number
        : throw new BadInputException($"'{name}' is not a number, so it has no sum, mean, quantile or histogram.");

    private Scalar Resolve(string name)
    {
        if (_flags.TryGetValue(name, out var flag))
        {
            return flag;
        }

        // A column's own name comes before a qualified one; both may hold dots.
        var tables = _joined is null ? [(_main, 0)] : new[] { (_main, 0), (_joined, _main.Columns.Count) };
        var found = tables.Select(t => Find(t.Item1, t.Item2, name))
            .Concat(tables.Where(t => name.StartsWith(t.Item1.Name + ".", StringComparison.Ordinal)).Select(t => Find(t.Item1, t.Item2, name[(t.Item1.Name.Length + 1)..])))
            .FirstOrDefault(slot => slot >= 0, -1);
        if (found >= 0)
        {
            return _relation.Slot(found);
        }

        var names = _main.Columns.Select(c => c.Name).Concat(_joined?.Columns.Select(c => $"{_joined.Name}.{c.Name}") ?? []).Concat(_flags.Keys);
        throw new BadInputException($"The question has no column '{name}'. It has: {string.Join(", ", names)}.");
    }

    private static int Find(TableFacts table, int start, string column)
    {
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].Name == column)
            {
                return start + i;
            }
        }

        return -1;
    }

    private Scan Scanned(TableFacts table, long? keep) => RelationBuilder.Scan(table, _data.Tables.ToList().IndexOf(table), keep, _data.Population.Unit.Column is null);

    private TableFacts Joinable(string name)
    {
        var table = _data.Table(name);
        if (_data.Population.Unit.Column is null)
        {
            throw new BadInputException("Tables are joined by the unit's column, but here the unit is the row itself.");
        }

        return table.IsOnePerUnit
            ? table
            : throw new BadInputException($"'{name}' may have several rows a {_data.Population.Unit.Name}, so joining it would multiply rows. Ask from '{name}' and join the other table, or use Has for a flag.");
    }

    private void AddFlag(Question.HasFlag flag)
    {
        if (_data.Population.Unit.Column is null)
        {
            throw new BadInputException("A flag over another table needs a unit with a column, but here the unit is the row itself.");
        }

        if (Find(_main, 0, flag.Name) >= 0 || (_joined is not null && Find(_joined, 0, flag.Name) >= 0))
        {
            throw new BadInputException($"The flag '{flag.Name}' has the name of a column. Give it another one.");
        }

        var table = _data.Table(flag.Table);
        var scan = Scanned(table, null);
        var condition = Condition(flag.Condition, name => Find(table, 0, name) is >= 0 and var slot
            ? scan.Slot(slot)
            : throw new BadInputException($"The table '{flag.Table}' has no declared column '{name}'. It has: {string.Join(", ", table.Columns.Select(c => c.Name))}."));
        var value = Expressions.Case([(new UnitIn(RelationBuilder.Filtered(scan, condition)), Literal.Of(1))], Literal.Of(0));
        if (!_flags.TryAdd(flag.Name, value))
        {
            throw new BadInputException($"The flag '{flag.Name}' is defined twice.");
        }
    }

    private static Scalar Condition(Condition condition, Func<string, Scalar> resolve) => condition switch
    {
        IsCondition c => Is(c, resolve(c.Column)),
        CompareCondition c => Compare(c, resolve(c.Column)),
        MissingCondition c => Expressions.IsNull(resolve(c.Column)),
        PairCondition c when c.Both => Expressions.And(Condition(c.Left, resolve), Condition(c.Right, resolve)),
        PairCondition c => Expressions.Or(Condition(c.Left, resolve), Condition(c.Right, resolve)),
        NotCondition c => Expressions.Not(Condition(c.Inner, resolve)),
        _ => throw new InvalidOperationException("Unknown condition."),
    };

    private static Scalar Is(IsCondition condition, Scalar column)
    {
        if (condition.Values.Any(v => v.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(v)) != v))
        {
            throw new BadInputException($"The condition on '{condition.Column}' has a value with a NUL or half a character, which no text holds.");
        }

        if (condition.Values.Count == 0)
        {
            throw new BadInputException($"The condition on '{condition.Column}' names no value.");
        }

        return column.Kind == ValueKind.Text
            ? Expressions.In(column, [.. condition.Values.Select(Literal.Of)])
            : throw new BadInputException($"'{condition.Column}' is a number. Use AtLeast, AtMost or Holds.");
    }

    private static Scalar Compare(CompareCondition condition, Scalar column)
    {
        if (column.Kind != ValueKind.Number || column.Range.IsPerCategory)
        {
            throw new BadInputException($"'{condition.Column}' is not a number with bounds of its own, so it cannot be compared with one.");
        }

        var bounds = column.Range.Widest;
        if (!bounds.Holds(condition.Bound))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{condition.Column}' is compared with {condition.Bound}, which is outside its declared bounds [{bounds.Low}, {bounds.High}]: values beyond them are clipped."));
        }

        return condition.AtLeastBound
            ? Expressions.Greater(column, Literal.Of(condition.Bound), true)
            : Expressions.Compare(Operation.LessOrEqual, column, Literal.Of(condition.Bound));
    }
}
