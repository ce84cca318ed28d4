using System.Text.Json;
using Tacit.Query.Planning;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds expressions over released values: keys, aggregates and constants. What they compute costs nothing.</summary>
internal sealed class ReleasedBinder(BindingScope scope, Names names, IReadOnlyList<(string Name, Scalar Key)> keys, JsonElement[] items)
{
    private const int MostAliases = 1000;
    private readonly List<AggregateCall> _aggregates = [];
    private readonly List<int> _places = [];
    private readonly HashSet<string> _open = new(StringComparer.OrdinalIgnoreCase);
    private int _aliases;
    private readonly ExpressionBinder _rows = new(scope.Reader, names, UnitSubQueries.In(scope));

    private SqlReader Reader => scope.Reader;

    /// <summary>The aggregates that were met.</summary>
    public IReadOnlyList<AggregateCall> Aggregates => _aggregates;

    /// <summary>Where each of them stands first.</summary>
    public IReadOnlyList<int> Places => _places;

    /// <summary>A selected column.</summary>
    public OutputColumn Column(JsonElement item)
    {
        var (value, kind) = Bind(item);
        return new(SelectBinder.NameOf(item), value, value is ReleasedKey || kind is ValueKind.Text or ValueKind.Time);
    }

    /// <summary>A condition on released values.</summary>
    public Released Condition(JsonElement node)
    {
        var (value, kind) = Bind(node);
        return kind is ValueKind.Boolean ? value : throw Reader.Refuse(SqlError.Kind, node, "A condition on released values is expected here.");
    }

    /// <summary>What rows are ordered by: a place, an alias, or an expression.</summary>
    public Released Ordering(JsonElement node)
    {
        if (SqlReader.Class(node) == "CONSTANT" && Reader.Constant(node) is double place)
        {
            node = place >= 1 && place <= items.Length && place == Math.Floor(place) ? items[(int)place - 1] : throw Reader.Refuse(SqlError.Unknown, node, $"There are {items.Length} selected columns.");
        }

        var (value, kind) = Bind(node);
        return kind == ValueKind.Number ? Numeric(value) : value;
    }

    private (Released Value, ValueKind Kind) Bind(JsonElement node) => Reader.Placed(node, () => Bound(node));

    private (Released Value, ValueKind Kind) Bound(JsonElement node)
    {
        switch (SqlReader.Class(node))
        {
            case "CONSTANT":
                var constant = Reader.Constant(node);
                return (new ReleasedConstant(constant), constant switch { double => ValueKind.Number, bool => ValueKind.Boolean, string => ValueKind.Text, _ => ValueKind.Null });
            case "FUNCTION" when FunctionBinder.Aggregates.Contains(FunctionBinder.NameOf(node)):
                return (Aggregate(OuterAggregates.Bind(_rows, node), node), ValueKind.Number);
        }

        if (!SelectBinder.HasAggregate(node) && Key(node) is { } key)
        {
            return key;
        }

        return SqlReader.Class(node) switch
        {
            "COLUMN_REF" when SqlReader.List(node, "column_names").ToArray() is [var name] && GroupKeys.Alias(Reader, name.GetString()!, items) is { } aliased && Reader.At(aliased) != Reader.At(node) => Aliased(name.GetString()!, aliased, node),
            "COLUMN_REF" when CountOfBins(node) is { } histogram => Bind(histogram),
            "COLUMN_REF" => throw Reader.Refuse(SqlError.Unsupported, node, "The column is neither grouped by nor aggregated, and rows are never released."),
            "COMPARISON" => (Comparison(node), ValueKind.Boolean),
            "CONJUNCTION" => (new ReleasedCall(SqlReader.Type(node) == "CONJUNCTION_AND" ? "and" : "or", [.. SqlReader.List(node, "children").Select(Condition)]), ValueKind.Boolean),
            "BETWEEN" => (Between(Number(node.GetProperty("input")), Number(node.GetProperty("lower")), Number(node.GetProperty("upper"))), ValueKind.Boolean),
            "OPERATOR" => OperatorOf(node),
            "CASE" => CaseOf(node),
            "CAST" => Cast(node),
            "FUNCTION" => Function(node),
            _ => throw Reader.Unsupported(node, $"{SqlReader.Class(node).ToLowerInvariant()} over released values"),
        };
    }

    // The rows of a histogram have a bin and its count.
    private JsonElement? CountOfBins(JsonElement node) =>
        SqlReader.List(node, "column_names").ToArray() is [var name] && name.GetString() == "count" && items.Where(i => SqlReader.Class(i) == "FUNCTION" && FunctionBinder.NameOf(i) == "histogram").ToArray() is [var only] ? only : null;

    // A name inside what it names has no end, and names that double what they name grow without bound.
    private (Released, ValueKind) Aliased(string name, JsonElement aliased, JsonElement node)
    {
        if (_open.Contains(name))
        {
            throw Reader.Refuse(SqlError.Unknown, node, $"The column '{name}' is computed from itself.");
        }

        if (++_aliases > MostAliases)
        {
            throw Reader.Refuse(SqlError.Unsupported, node, $"Names of selected columns stand for others more than {MostAliases} times. Compute in a sub-query what is used so often.");
        }

        _open.Add(name);
        try
        {
            return Bind(aliased);
        }
        finally
        {
            _open.Remove(name);
        }
    }

    private ReleasedAggregate Aggregate(AggregateCall call, JsonElement node)
    {
        var at = _aggregates.IndexOf(call);
        if (at < 0)
        {
            at = _aggregates.Count;
            _aggregates.Add(call);
            _places.Add(Reader.Start(node));
        }

        return new(at);
    }

    // An expression that is a key is that key; an alias that hides no column stands for what it names.
    private (Released, ValueKind)? Key(JsonElement node)
    {
        if (SqlReader.Class(node) == "COLUMN_REF" && SqlReader.List(node, "column_names").ToArray() is [var name] && names.Find(null, name.GetString()!) is null)
        {
            return null;
        }

        if (keys.Count == 0 || SqlReader.Class(node) is not ("COLUMN_REF" or "FUNCTION" or "CASE" or "CAST" or "OPERATOR" or "COMPARISON" or "CONJUNCTION" or "BETWEEN"))
        {
            return null;
        }

        Scalar bound;
        try
        {
            bound = _rows.Bind(node);
        }
        catch (BadInputException) when (SqlReader.Class(node) != "COLUMN_REF")
        {
            return null;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Key.Same(bound))
            {
                return (new ReleasedKey(i), bound.Kind == ValueKind.Boolean ? ValueKind.Text : bound.Kind);
            }
        }

        return null;
    }

    private static Released Numeric(Released value) => value is ReleasedKey ? new ReleasedCall("number", [value]) : value;

    private Released Number(JsonElement node) => AsNumber(Bind(node), node);

    private Released AsNumber((Released Value, ValueKind Kind) bound, JsonElement node) =>
        bound.Kind is ValueKind.Number or ValueKind.Null ? Numeric(bound.Value) : throw Reader.Refuse(SqlError.Kind, node, "A number is expected here.");

    private static ReleasedCall Between(Released value, Released lower, Released upper) => new("and", [new ReleasedCall("<=", [lower, value]), new ReleasedCall("<=", [value, upper])]);

    private ReleasedCall Comparison(JsonElement node)
    {
        var (a, first) = Bind(node.GetProperty("left"));
        var (b, second) = Bind(node.GetProperty("right"));
        if (first != second && first != ValueKind.Null && second != ValueKind.Null && !(first is ValueKind.Text or ValueKind.Time && second is ValueKind.Text or ValueKind.Time))
        {
            throw Reader.Refuse(SqlError.Kind, node, "Only alike is compared.");
        }

        var (x, y) = first == ValueKind.Number ? (Numeric(a), Numeric(b)) : (a, b);
        return SqlReader.Type(node) switch
        {
            "COMPARE_EQUAL" => new("=", [x, y]),
            "COMPARE_NOTEQUAL" => new("<>", [x, y]),
            "COMPARE_LESSTHAN" => new("<", [x, y]),
            "COMPARE_LESSTHANOREQUALTO" => new("<=", [x, y]),
            "COMPARE_GREATERTHAN" => new("<", [y, x]),
            "COMPARE_GREATERTHANOREQUALTO" => new("<=", [y, x]),
            _ => throw Reader.Unsupported(node, "This comparison of released values"),
        };
    }

    private (Released, ValueKind) OperatorOf(JsonElement node)
    {
        var children = SqlReader.List(node, "children").ToArray();
        switch (SqlReader.Type(node))
        {
            case "OPERATOR_NOT":
                return (new ReleasedCall("not", [Condition(children[0])]), ValueKind.Boolean);
            case "OPERATOR_IS_NULL":
                return (new ReleasedCall("isnull", [Bind(children[0]).Value]), ValueKind.Boolean);
            case "OPERATOR_IS_NOT_NULL":
                return (new ReleasedCall("not", [new ReleasedCall("isnull", [Bind(children[0]).Value])]), ValueKind.Boolean);
            case "COMPARE_IN":
                return (In(children), ValueKind.Boolean);
            case "COMPARE_NOT_IN":
                return (new ReleasedCall("not", [In(children)]), ValueKind.Boolean);
            case "OPERATOR_COALESCE":
                var bound = children.Select(Bind).ToArray();
                return bound.All(b => b.Kind is ValueKind.Text or ValueKind.Time or ValueKind.Null) && bound.Any(b => b.Kind != ValueKind.Null)
                    ? (new ReleasedCall("coalesce", [.. bound.Select(b => b.Value)]), ValueKind.Text)
                    : (new ReleasedCall("coalesce", [.. bound.Zip(children, (b, c) => AsNumber(b, c))]), ValueKind.Number);
            case "OPERATOR_NULLIF":
                var (x, y) = (Number(children[0]), Number(children[1]));
                return (new ReleasedCall("case", [new ReleasedCall("=", [x, y]), new ReleasedConstant(null), x]), ValueKind.Number);
            default:
                throw Reader.Unsupported(node, "This operator over released values");
        }
    }

    private ReleasedCall In(JsonElement[] children)
    {
        var (first, kind) = Bind(children[0]);
        return new("in", [kind == ValueKind.Number ? Numeric(first) : first, .. children.Skip(1).Select(c => Bind(c).Value is var value and not ReleasedConstant { Value: null }
            ? value
            : throw Reader.Refuse(SqlError.Kind, c, "IN takes a list without NULL, which no value equals. Write … IS NULL beside it."))]);
    }

    private (Released, ValueKind) CaseOf(JsonElement node)
    {
        var parts = new List<Released>();
        var kinds = new List<ValueKind>();
        void Add(JsonElement value)
        {
            var (bound, kind) = Bind(value);
            parts.Add(kind == ValueKind.Number ? Numeric(bound) : bound);
            kinds.Add(kind);
        }

        foreach (var check in SqlReader.List(node, "case_checks"))
        {
            parts.Add(Condition(check.GetProperty("when_expr")));
            Add(check.GetProperty("then_expr"));
        }

        Add(node.GetProperty("else_expr"));
        var known = kinds.Where(k => k != ValueKind.Null).Distinct().ToArray();
        return known.Length <= 1
            ? (new ReleasedCall("case", parts), known.Length == 0 ? ValueKind.Number : known[0])
            : throw Reader.Refuse(SqlError.Kind, node, "All values of CASE must be of one kind.");
    }

    private (Released, ValueKind) Cast(JsonElement node)
    {
        var type = node.GetProperty("cast_type").GetProperty("id").GetString()!;
        var child = node.GetProperty("child");
        return type switch
        {
            "BOOLEAN" when SqlReader.Class(child) == "CONSTANT" && Reader.Constant(child) is string text => (new ReleasedConstant(CastBinder.Truth(text)), ValueKind.Boolean),
            "DOUBLE" or "FLOAT" => (Number(child), ValueKind.Number),
            "DECIMAL" => (CastBinder.Digits(node).Scale is <= 15 and var scale ? new ReleasedCall("round", [Number(child), new ReleasedConstant((double)scale)]) : Number(child), ValueKind.Number),
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" => (new ReleasedCall("round", [Number(child), new ReleasedConstant(0.0)]), ValueKind.Number),
            _ => throw Reader.Unsupported(node, $"A cast of released values to {type.ToLowerInvariant()}"),
        };
    }

    private (Released, ValueKind) Function(JsonElement node)
    {
        if (FunctionBinder.Unanswered(FunctionBinder.NameOf(node)) is { } why)
        {
            throw Reader.Refuse(SqlError.Unsupported, node, why);
        }

        if (!IsFunction(FunctionBinder.NameOf(node)))
        {
            throw Reader.Refuse(SqlError.Unsupported, node, $"The function '{FunctionBinder.NameOf(node)}' is not answered over released values. docs/sql.md lists what is.");
        }

        Reader.Without(node, ("filter", "FILTER here"), ("order_bys", "ORDER BY inside a function here"), ("distinct", "DISTINCT here"), ("catalog", "A function of another catalog"));
        return (new ReleasedCall(FunctionOf(node), Arguments(node)), ValueKind.Number);
    }

    private Released[] Arguments(JsonElement node)
    {
        var arguments = SqlReader.List(node, "children").Select(Number).ToArray();
        var name = FunctionBinder.NameOf(node);
        return (name, arguments.Length) switch
        {
            ("-", 1) => [new ReleasedConstant(0.0), arguments[0]],
            ("round", 1) => [arguments[0], new ReleasedConstant(0.0)],
            ("round", 2) when arguments[1] is ReleasedConstant { Value: double digits } && Math.Abs(digits) <= 15 && digits == Math.Floor(digits) => arguments,
            ("+" or "-" or "*" or "/", 2) or ("abs" or "floor" or "ceil" or "ceiling" or "sqrt" or "ln" or "exp", 1) or ("least" or "greatest", >= 1) => arguments,
            _ => throw Reader.Refuse(SqlError.Unsupported, node, $"The function '{name}' with {arguments.Length} arguments is not answered over released values."),
        };
    }

    private static bool IsFunction(string name) => name is "+" or "-" or "*" or "/" or "round" or "abs" or "floor" or "ceil" or "ceiling" or "sqrt" or "ln" or "exp" or "least" or "greatest";

    private static string FunctionOf(JsonElement node) => FunctionBinder.NameOf(node) switch
    {
        "ceiling" => "ceil",
        var name => name,
    };
}
