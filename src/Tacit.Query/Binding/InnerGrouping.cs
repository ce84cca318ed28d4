using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>GROUP BY inside: by the unit, so that each group is a function of one unit's rows; its aggregates are exact.</summary>
internal sealed class InnerGrouping
{
    private readonly SqlReader _reader;
    private readonly ExpressionBinder _rows;
    private readonly ExpressionBinder _groups;
    private readonly List<(string Name, Scalar Key)> _keys = [];
    private readonly List<(string Name, InnerAggregate Aggregate)> _aggregates = [];
    private readonly Relation _input;
    private bool _collects = true;

    public InnerGrouping(BindingScope scope, Names names, IReadOnlyList<JsonElement> groups, JsonElement[] items, JsonElement query)
    {
        _reader = scope.Reader;
        _input = names.Relation;
        _rows = new(_reader, names, UnitSubQueries.In(scope));
        var byUnit = false;
        foreach (var group in groups)
        {
            var node = GroupKeys.Resolved(_reader, group, items, names);
            var key = _rows.Bind(node);
            if (key is UnitKey)
            {
                byUnit = true;
            }
            else
            {
                _keys.Add((SelectBinder.NameOf(node), key));
            }
        }

        if (!byUnit)
        {
            throw _reader.Refuse(SqlError.NotPrivate, query, scope.UnitColumn is null
                ? "Each row is a unit of its own here: a sub-query cannot aggregate rows."
                : $"A sub-query that aggregates rows of several units would release them. Group it by {scope.UnitColumn}, and aggregate over units outside.");
        }

        _groups = new(_reader, names, null, Known);

        // Once to learn which aggregates there are, then with what is known of their results.
        Relation = _input;
        foreach (var item in items.Concat(SqlReader.Part(query, "having") is { } having ? [having] : []))
        {
            _groups.Bind(item);
        }

        _collects = false;
        Relation = RelationBuilder.OfUnits(_input, _keys, _aggregates);
    }

    public Relation Relation { get; private set; }

    public Scalar Bind(JsonElement node) => _groups.Bind(node);

    public Scalar Condition(JsonElement node) => _groups.Condition(node);

    private Scalar? Known(JsonElement node)
    {
        if (SqlReader.Class(node) == "FUNCTION" && FunctionBinder.Aggregates.Contains(FunctionBinder.NameOf(node)))
        {
            return Aggregate(node);
        }

        if (SqlReader.Class(node) is "CONSTANT")
        {
            return null;
        }

        var bound = TryBind(node);
        if (bound is UnitKey)
        {
            return bound;
        }

        for (var i = 0; i < _keys.Count && bound is not null; i++)
        {
            if (_keys[i].Key.Same(bound))
            {
                return _collects ? bound : Relation.Slot(i);
            }
        }

        return SqlReader.Class(node) == "COLUMN_REF"
            ? throw _reader.Refuse(SqlError.Unsupported, node, "The column is neither grouped by nor aggregated.")
            : null;
    }

    private Scalar? TryBind(JsonElement node)
    {
        if (SelectBinder.HasAggregate(node))
        {
            return null;
        }

        return SqlReader.Class(node) is "COLUMN_REF" or "FUNCTION" or "CASE" or "CAST" or "OPERATOR" or "COMPARISON" or "CONJUNCTION" or "BETWEEN" ? _rows.Bind(node) : null;
    }

    private Slot Aggregate(JsonElement node)
    {
        var aggregate = InnerAggregates.Bind(_rows, node, _input);
        var at = _aggregates.FindIndex(a => a.Aggregate.Text == aggregate.Text);
        if (_collects)
        {
            if (at < 0)
            {
                _aggregates.Add((SelectBinder.NameOf(node), aggregate));
                at = _aggregates.Count - 1;
            }

            return new Slot(_keys.Count + at, aggregate.Facts, Storage.Of(aggregate.Held));
        }

        return Relation.Slot(_keys.Count + at);
    }
}
