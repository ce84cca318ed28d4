namespace Tacit.Local;

/// <summary>What runs on the device of a user who has a number. As an <see cref="ILocalRandomizer"/>, for audits, its values are the places of the grid from the lower end of the range to the upper.</summary>
/// <remarks>Not thread-safe. Draws: for <c>hybrid</c> the coin that chooses a grid; the coin that rounds; the coin of the window; a uniform cell.</remarks>
public sealed class NumberClient : ILocalRandomizer
{
    private readonly NumberProtocol _protocol;
    private readonly LocalRandomness _random;
    private readonly double _low;
    private readonly double _width;

    internal NumberClient(NumberProtocol protocol, LocalRandomness random)
    {
        (_protocol, _random) = (protocol, random);
        _low = protocol.Low.ToDouble();
        _width = (protocol.High - protocol.Low).ToDouble();
    }

    /// <inheritdoc/>
    public string Protocol => _protocol.Name;

    // Explicit, so that a whole number that a user has is never taken for a place.
    int ILocalRandomizer.Domain => _protocol.Grids[0].Steps + 1;

    /// <inheritdoc/>
    public int ReportSize => _protocol.ReportSize;

    /// <inheritdoc/>
    public PrivacyStatement Privacy => _protocol.Privacy.DrawnFrom(_random);

    /// <inheritdoc/>
    public ILocalRandomizer NewUser() => this;

    /// <summary>Writes one report of a number and says how many bytes it has. What is beyond the range counts as its nearer end.</summary>
    /// <exception cref="BadInputException">It is not a number (NaN). Nothing was written.</exception>
    /// <exception cref="ArgumentException">The destination is shorter than a report. Nothing was written.</exception>
    public int Randomize(double number, Span<byte> destination) => double.IsNaN(number)
        ? throw new BadInputException("What was to be reported is not a number (NaN). Nothing was reported; leave this user out only if that says nothing about the number.")
        : Write(NumberGrid.Units((number - _low) / _width), destination);

    int ILocalRandomizer.Randomize(int value, Span<byte> destination) => value < 0 || value > _protocol.Grids[0].Steps
        ? throw new BadInputException($"The value is none of the grid: places are 0 to {_protocol.Grids[0].Steps}. Nothing was reported.")
        : Write(_protocol.Grids[0].UnitsAt(value), destination);

    private int Write(ulong units, Span<byte> destination)
    {
        if (destination.Length < ReportSize)
        {
            throw new ArgumentException($"A report has {ReportSize} bytes, and the destination has {destination.Length}. Nothing was written.", nameof(destination));
        }

        var grids = _protocol.Grids;
        var takesSecond = grids.Length > 1 && !_random.Bernoulli(_protocol.Mix);
        var cell = takesSecond ? grids[0].Cells + grids[1].Draw(_random, units) : grids[0].Draw(_random, units);
        Packing.WriteIndex((uint)cell, destination, ReportSize);
        return ReportSize;
    }
}
