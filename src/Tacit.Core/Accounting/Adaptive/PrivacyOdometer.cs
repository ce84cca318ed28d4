using Tacit.Numerics;

namespace Tacit.Accounting.Adaptive;

/// <summary>What may be shown as "spent so far" at any time of an adaptive history, with one δ for all times together.</summary>
/// <remarks>
/// The smallest cap of the geometric family ρ_j = 2^j ρ₀ that covers Σρ, priced at δ_j = 6δ/(π²(j+1)²): each cap is a filter that was fixed at the
/// start, and the δ_j add up to δ. A pure session reads Σε, its own odometer. The δ of approximate parts adds to δ.
/// Sources: Rogers, Roth, Ullman and Vadhan (2016); Whitehouse, Ramdas, Rogers and Wu (2023). Thread-safe.
/// </remarks>
public sealed class PrivacyOdometer
{
    private readonly Lock _gate = new();
    private readonly Neighbours _relation;
    private readonly Rational _first;
    private readonly double _delta;
    private Price _total = Price.Free;

    /// <summary>Starts at zero.</summary>
    /// <param name="delta">δ for the conversion of ρ, in (0, 1).</param>
    /// <param name="first">ρ₀, the smallest cap of the family; readings below it are rounded up to it.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public PrivacyOdometer(Quantity delta, Quantity first, Neighbours relation = Neighbours.AddRemove)
    {
        _relation = relation;
        _first = first.Positive("The smallest cap");
        _delta = delta.Probability("Delta").ToDoubleDown();
        if (!(_delta < 1))
        {
            throw new BadInputException("Delta must be below 1.");
        }
    }

    /// <summary>Adds a loss that was drawn.</summary>
    /// <exception cref="UnpricedLossException">The loss has no exact price.</exception>
    public void Add(PrivacyLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var price = loss.Price(_relation);
        lock (_gate)
        {
            _total += price;
        }
    }

    /// <summary>The (ε, δ) that holds for everything so far, whenever one looks.</summary>
    public (double Epsilon, double Delta) Reading
    {
        get
        {
            Price total;
            lock (_gate)
            {
                total = _total;
            }

            return Read(total, _first, _delta);
        }
    }

    /// <summary>The reading for a total, by the family that begins at <paramref name="first"/> with <paramref name="delta"/> for all of it.</summary>
    internal static (double Epsilon, double Delta) Read(Price total, Rational first, double delta)
    {
        var spentDelta = total.Delta.ToDoubleUp();
        var pure = total.Epsilon?.ToDecimalUp() ?? double.PositiveInfinity;
        if (total.Rho is not { Sign: > 0 } rho)
        {
            return (total.Rho is null ? pure : Math.Min(pure, 0), spentDelta);
        }

        var cap = first;
        var index = 0;
        for (; cap < rho; index++)
        {
            cap *= 2;
        }

        var share = 6 * delta / (Math.PI * Math.PI * (index + 1.0) * (index + 1.0)) * (1 - 1e-12);
        return (Math.Min(pure, Conversions.ZcdpEpsilon(cap.ToDoubleUp(), share)), Math.Min(1, Math.BitIncrement(spentDelta + delta)));
    }
}
