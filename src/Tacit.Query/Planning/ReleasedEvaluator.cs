namespace Tacit.Query.Planning;

/// <summary>Evaluates expressions over the released values of one row. Three-valued as SQL is; what has no value is null.</summary>
/// <remarks>
/// Intervals go through by interval arithmetic: where each of k aggregates is covered with 1 − (1−c)/k, the result is covered with c, whatever the operation.
/// </remarks>
internal sealed class ReleasedEvaluator(Func<int, string?> key, Func<int, Estimate?> aggregate, double confidence)
{
    /// <summary>The value of an expression.</summary>
    public ReleasedValue Of(Released expression) => expression switch
    {
        ReleasedKey k => ReleasedValue.Of(key(k.Index)),
        ReleasedAggregate a => new(aggregate(a.Index), null, null),
        ReleasedConstant { Value: double number } => ReleasedValue.Of(number),
        ReleasedConstant { Value: bool truth } => ReleasedValue.Of(truth),
        ReleasedConstant { Value: string text } => ReleasedValue.Of(text),
        ReleasedConstant => ReleasedValue.Null,
        ReleasedCall call => Call(call),
        _ => throw new InvalidOperationException("Unknown released expression."),
    };

    private ReleasedValue Call(ReleasedCall call)
    {
        switch (call.Operation)
        {
            case "and":
            case "or":
                return ReleasedValue.Of(Logic(call));
            case "case":
                for (var i = 0; i + 1 < call.Arguments.Count; i += 2)
                {
                    if (Of(call.Arguments[i]).Truth == true)
                    {
                        return Of(call.Arguments[i + 1]);
                    }
                }

                return Of(call.Arguments[^1]);
            case "coalesce":
                return call.Arguments.Select(Of).FirstOrDefault(v => !v.IsNull);
            case "isnull":
                return ReleasedValue.Of(Of(call.Arguments[0]).IsNull);
        }

        var values = call.Arguments.Select(Of).ToArray();
        if (call.Operation == "in")
        {
            return values[0].IsNull ? ReleasedValue.Null : ReleasedValue.Of(values.Skip(1).Any(v => !v.IsNull && ReleasedValue.Compare(values[0], v) == 0));
        }

        if (values.Any(v => v.IsNull))
        {
            return ReleasedValue.Null;
        }

        return call.Operation switch
        {
            "not" => ReleasedValue.Of(values[0].Truth is { } t ? !t : null),
            "=" => ReleasedValue.Of(ReleasedValue.Compare(values[0], values[1]) == 0),
            "<>" => ReleasedValue.Of(ReleasedValue.Compare(values[0], values[1]) != 0),
            "<" => ReleasedValue.Of(ReleasedValue.Compare(values[0], values[1]) < 0),
            "<=" => ReleasedValue.Of(ReleasedValue.Compare(values[0], values[1]) <= 0),
            "number" => double.TryParse(values[0].Label, System.Globalization.CultureInfo.InvariantCulture, out var number) ? ReleasedValue.Of(number) : ReleasedValue.Null,
            _ => Number(call.Operation, [.. values.Select(v => v.Number!.Value)]),
        };
    }

    private bool? Logic(ReleasedCall call)
    {
        var and = call.Operation == "and";
        var values = call.Arguments.Select(a => Of(a).Truth).ToArray();
        return values.Any(v => v == !and) ? !and : values.Any(v => v is null) ? null : and;
    }

    private ReleasedValue Number(string operation, Estimate[] a)
    {
        var x = a[0];
        var y = a.Length > 1 ? a[1] : x;
        (double Value, double Low, double High) result = operation switch
        {
            "+" => (x.Value + y.Value, x.Low + y.Low, x.High + y.High),
            "-" => (x.Value - y.Value, x.Low - y.High, x.High - y.Low),
            "*" => (x.Value * y.Value, Least(x, y, (p, q) => p * q), Most(x, y, (p, q) => p * q)),
            "/" when y.Low > 0 || y.High < 0 => (x.Value / y.Value, Least(x, y, (p, q) => p / q), Most(x, y, (p, q) => p / q)),
            "/" => (x.Value / y.Value, double.NegativeInfinity, double.PositiveInfinity),
            "abs" => (Math.Abs(x.Value), x.Low > 0 ? x.Low : x.High < 0 ? -x.High : 0, Math.Max(Math.Abs(x.Low), Math.Abs(x.High))),
            "floor" => Rising(x, Math.Floor),
            "ceil" => Rising(x, Math.Ceiling),
            "round" => Rising(x, v => Round(v, (int)y.Value)),
            "sqrt" => Rising(x, v => v >= 0 ? Math.Sqrt(v) : v == x.Value ? double.NaN : 0),
            "ln" => Rising(x, v => v > 0 ? Math.Log(v) : v == x.Value ? double.NaN : double.NegativeInfinity),
            "exp" => Rising(x, Math.Exp),
            "least" => (a.Min(e => e.Value), a.Min(e => e.Low), a.Min(e => e.High)),
            "greatest" => (a.Max(e => e.Value), a.Max(e => e.Low), a.Max(e => e.High)),
            _ => throw new InvalidOperationException("Unknown operation on released values."),
        };
        return double.IsFinite(result.Value)
            ? new(new Estimate(result.Value, Math.Min(result.Value, result.Low), Math.Max(result.Value, result.High), confidence, Estimate.NoiseOnly), null, null)
            : ReleasedValue.Null;
    }

    private static (double Value, double Low, double High) Rising(Estimate x, Func<double, double> function) => (function(x.Value), function(x.Low), function(x.High));

    private static double Least(Estimate x, Estimate y, Func<double, double, double> f) => Math.Min(Math.Min(f(x.Low, y.Low), f(x.Low, y.High)), Math.Min(f(x.High, y.Low), f(x.High, y.High)));

    private static double Most(Estimate x, Estimate y, Func<double, double, double> f) => Math.Max(Math.Max(f(x.Low, y.Low), f(x.Low, y.High)), Math.Max(f(x.High, y.Low), f(x.High, y.High)));

    private static double Round(double value, int digits)
    {
        var scale = Math.Pow(10, digits);
        var result = Math.Floor((value * scale) + 0.5) / scale;
        return double.IsFinite(result) ? result : value;
    }
}
