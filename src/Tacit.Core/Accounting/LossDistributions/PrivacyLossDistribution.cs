using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>
/// One direction of a loss, composed on one grid: δ(ε) bounded from both sides on the whole curve, closest near where it was aimed.
/// <see cref="Accountant.LossDistributions"/> chooses grids, takes both directions and gives the guarantee; this is for a closer look.
/// </summary>
/// <remarks>One direction is no guarantee. Gaussian noise, which accountants price in closed form, is put on the grid here. Immutable.</remarks>
public sealed class PrivacyLossDistribution
{
    private readonly LossBounds _bounds;
    private readonly bool _reached;

    private PrivacyLossDistribution(LossBounds bounds, LossDirection direction, bool reached)
    {
        _bounds = bounds;
        Direction = direction;
        _reached = reached;
    }

    /// <summary>The direction of the losses.</summary>
    public LossDirection Direction { get; }

    /// <summary>Composes a loss.</summary>
    /// <param name="loss">What happened.</param>
    /// <param name="delta">The δ, in (0, 1), near which the bounds are to be closest.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="direction">The direction. Losses under replace have the same law in both.</param>
    /// <param name="gridStep">h, in units of loss: everything is composed at once on this grid. Chosen, with two stages for many steps, if null.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="UnpricedLossException">Loss distributions do not take an event of the loss, or there is no way to the relation.</exception>
    /// <exception cref="BadInputException">The grid is too fine for its range, or <paramref name="delta"/> is zero.</exception>
    public static PrivacyLossDistribution Of(
        PrivacyLoss loss, Quantity delta, Neighbours relation, LossDirection direction, double? gridStep = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (gridStep is { } step && !(step > 0 && double.IsFinite(step)))
        {
            throw new BadInputException($"A grid step is positive and finite, but was {step}.");
        }

        var aim = delta.Delta().ToDoubleDown();
        if (!(aim > 0))
        {
            throw new BadInputException("A distribution is aimed at a δ above zero.");
        }

        var one = LossCase.Of(loss, relation, direction);
        return one.Others.Count > 0 || one.MuSquared.Sign > 0
            ? new(Composer.Compose(one.Sources(), Goal.AtDelta(aim), 1, gridStep, token), direction, one.IsReached)
            : throw new BadInputException("A loss that costs nothing has no distribution.");
    }

    /// <summary>The smallest ε at <paramref name="delta"/> in this direction, as a bracket with its report.</summary>
    /// <param name="delta">δ in [0, 1).</param>
    public Bracket Epsilon(Quantity delta)
    {
        var (down, up) = (delta.Delta().ToDoubleDown(), delta.Delta().ToDoubleUp());
        var upper = _bounds.EpsilonUpper(down);
        return Known(_bounds.EpsilonLower(up, upper), upper, upper);
    }

    /// <summary>The smallest δ at <paramref name="epsilon"/> in this direction, as a bracket with its report.</summary>
    /// <param name="epsilon">ε ≥ 0.</param>
    public Bracket Delta(Quantity epsilon)
    {
        var (down, up) = (epsilon.NonNegative("Epsilon").ToDoubleDown(), epsilon.NonNegative("Epsilon").ToDoubleUp());
        return Known(_bounds.DeltaLower(up), _bounds.DeltaUpper(down), down);
    }

    private Bracket Known(double lower, double upper, double epsilon) =>
        new(_reached ? lower : 0, upper, $"{Accountant.LossDistributions.Name}, {(Direction == LossDirection.Add ? "add" : "remove")} alone") { Report = _bounds.Report(Direction, epsilon) };
}
