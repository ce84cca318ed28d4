namespace Tacit.Accounting.LossDistributions;

/// <summary>A loss that takes finitely many values: masses of P and Q on each.</summary>
internal sealed class AtomSource : LossSource
{
    private const double Tiny = 1e-290;

    private readonly (double P, double Q)[] _atoms;
    private readonly double _infinite;

    public AtomSource(IEnumerable<(double P, double Q)> atoms)
    {
        // A mass of Q near the smallest double has lost its digits: its loss counts as infinite.
        _atoms = [.. atoms.Where(atom => atom is { P: > 0, Q: > Tiny })];
        _infinite = atoms.Where(atom => !(atom.Q > Tiny)).Sum(atom => atom.P) * (1 + 1e-12);
        SurelyInfinite = atoms.Where(atom => atom.Q == 0).Sum(atom => atom.P) * (1 - 1e-12);
    }

    /// <summary>(1−q)Q + qP against Q, or the other way round.</summary>
    public static IEnumerable<(double P, double Q)> Sampled(IEnumerable<(double P, double Q)> atoms, double rate, bool remove)
    {
        var mixed = atoms.Select(atom => (P: (rate * atom.P) + ((1 - rate) * atom.Q), atom.Q));
        return remove ? mixed : mixed.Select(atom => (atom.Q, atom.P));
    }

    /// <summary>The symmetric law whose positive losses are those of <paramref name="atoms"/>: what sampling under replace is bounded by.</summary>
    public static IEnumerable<(double P, double Q)> Mirrored(IEnumerable<(double P, double Q)> atoms)
    {
        var positive = atoms.Where(atom => atom.P > atom.Q).ToArray();
        var rest = Math.Max(0, 1 - positive.Sum(atom => atom.P) - positive.Sum(atom => atom.Q));
        return [.. positive, .. positive.Select(atom => (atom.Q, atom.P)), (rest, rest)];
    }

    public override (double Low, double High) Range(double cut) => _atoms.Length == 0
        ? (0, 0)
        : (_atoms.Min(atom => Math.Log(atom.P / atom.Q)), _atoms.Max(atom => Math.Log(atom.P / atom.Q)));

    public override double Largest => _infinite > 0 ? double.PositiveInfinity : Range(0).High;

    public override double SurelyInfinite { get; }

    public override double MassAbove(double loss) => _infinite;

    public override void Masses(double origin, double h, Span<double> p, Span<double> q)
    {
        p.Clear();
        q.Clear();
        foreach (var atom in _atoms)
        {
            Put(atom, Math.Log(atom.P / atom.Q), origin, h, p, q);
        }
    }

    /// <summary>Adds an atom to its cell; one on the very edge may lie a rounding outside.</summary>
    public static void Put((double P, double Q) atom, double loss, double origin, double h, Span<double> p, Span<double> q)
    {
        var place = (loss - origin) / h;
        if (place < -1e-6 || place > p.Length + 1e-6)
        {
            return;
        }

        var k = (int)Math.Clamp(Math.Ceiling(place) - 1, 0, p.Length - 1);
        p[k] += atom.P;
        q[k] += atom.Q;
    }
}
