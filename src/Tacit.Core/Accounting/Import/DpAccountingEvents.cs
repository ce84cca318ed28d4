using Tacit.Numerics;

namespace Tacit.Accounting.Import;

/// <summary>The events of Google's dp_accounting as losses. What has no exact counterpart is refused by name.</summary>
internal static class DpAccountingEvents
{
    public static PrivacyLoss Loss(PythonValue value)
    {
        if (value is not PythonValue.Call call)
        {
            throw new FormatException("Expected an event, for example GaussianDpEvent(noise_multiplier=1.1).");
        }

        var arguments = new Arguments(call);
        var loss = call.Name switch
        {
            "NoOpDpEvent" => PrivacyLoss.Pure(0),
            "NonPrivateDpEvent" => PrivacyLoss.NonPrivate(),
            "GaussianDpEvent" => PrivacyLoss.Gaussian(arguments.Number("noise_multiplier")),
            "LaplaceDpEvent" => PrivacyLoss.Laplace(arguments.Number("noise_multiplier")),
            "DiscreteLaplaceDpEvent" => PrivacyLoss.DiscreteLaplace(1 / arguments.Number("noise_parameter"), arguments.Number("sensitivity")),
            "DiscreteGaussianDpEvent" => DiscreteGaussian(arguments),
            "EpsilonDeltaDpEvent" => PrivacyLoss.Approximate(arguments.Number("epsilon"), arguments.Number("delta")),
            "ZCDpEvent" => Zcdp(arguments),
            "RandomizedResponseDpEvent" => Response(arguments.Number("noise_parameter"), arguments.Count("num_buckets")),
            "SelfComposedDpEvent" => Loss(arguments.Value("event")).Repeat(arguments.Count("count")),
            "ComposedDpEvent" => Composed(arguments),
            "PoissonSampledDpEvent" => Loss(arguments.Value("event")).PoissonSampled(arguments.Number("sampling_probability")),
            "SampledWithoutReplacementDpEvent" => WithoutReplacement(arguments),
            _ => throw new FormatException($"Tacit has no counterpart of '{call.Name}'. It reads Gaussian, Laplace, discrete, (ε, δ), zCDP and randomized response events, composed, Poisson-sampled or sampled without replacement."),
        };
        arguments.RefuseOthers();
        return loss;
    }

    private static PrivacyLoss DiscreteGaussian(Arguments arguments)
    {
        var loss = PrivacyLoss.DiscreteGaussian(arguments.Number("sigma"), arguments.Number("sensitivity", Rational.One));
        arguments.Ignore("dimension");
        return loss;
    }

    private static PrivacyLoss Zcdp(Arguments arguments)
    {
        var rho = arguments.Number("rho");
        return arguments.Number("xi", Rational.Zero).Sign == 0
            ? PrivacyLoss.Zcdp(rho)
            : throw new FormatException("A ZCDpEvent with xi other than 0 has no counterpart; state it as a Rényi curve.");
    }

    // Keeps the truth with probability 1−p+p/K, gives each other value with p/K.
    private static PrivacyLoss Response(Rational noise, long values)
    {
        if (noise.Sign <= 0 || noise > Rational.One)
        {
            throw new FormatException("The noise_parameter of a RandomizedResponseDpEvent must be in (0, 1].");
        }

        var odds = ((Rational.One - noise) * values / noise) + Rational.One;
        return PrivacyLoss.RandomizedResponse(odds == Rational.One ? Rational.Zero : Rational.FromDoubleExact(Math.Log(odds.ToDoubleUp()) * (1 + 1e-15)), values);
    }

    private static PrivacyLoss Composed(Arguments arguments)
    {
        var events = arguments.Value("events") is PythonValue.List list ? list.Items.Select(Loss).ToArray() : throw new FormatException("The argument 'events' must be a list.");
        return events.Length == 0 ? PrivacyLoss.Pure(0) : PrivacyLoss.Composed(events);
    }

    private static PrivacyLoss WithoutReplacement(Arguments arguments)
    {
        var inner = Loss(arguments.Value("event"));
        var restated = Replaced.Of(inner) ?? throw new FormatException($"A sample without replacement of '{inner.Type}' has no counterpart: the event cannot be restated under replace.");
        return restated.SampledWithoutReplacement(arguments.Count("sample_size"), arguments.Count("source_dataset_size"));
    }

    private sealed class Arguments(PythonValue.Call call)
    {
        private readonly Dictionary<string, PythonValue> _left = new(call.Arguments, StringComparer.Ordinal);

        public PythonValue Value(string name) => _left.Remove(name, out var value)
            ? value
            : throw new FormatException($"{call.Name} lacks the argument '{name}'.");

        public Rational Number(string name, Rational? otherwise = null) => otherwise is { } number && !_left.ContainsKey(name)
            ? number
            : Value(name) is PythonValue.Number value ? value.Value : throw new FormatException($"The argument '{name}' of {call.Name} must be a number.");

        public long Count(string name)
        {
            var number = Number(name);
            return number == number.Floor() && number <= long.MaxValue && number.Sign >= 0
                ? (long)number.Floor()
                : throw new FormatException($"The argument '{name}' of {call.Name} must be a whole number.");
        }

        public void Ignore(string name) => _left.Remove(name);

        public void RefuseOthers()
        {
            if (_left.Count > 0)
            {
                throw new FormatException($"The argument '{_left.Keys.Order(StringComparer.Ordinal).First()}' of {call.Name} is not known here.");
            }
        }
    }
}
