using System.Globalization;
using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>The errors to expect of single integers, in the unit of what they stand for: rows, units, or the number's own. Public facts alone, and exact: the noise does not depend on the data.</summary>
internal static class ExpectedPartErrors
{
    // As many are told one by one; of more, the least and the largest.
    private const int MostNamed = 8;

    public static string Of(Part part, LevelPlan level, double confidence)
    {
        var slots = part.Derived.Slots;
        if (slots.Count == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"expected error ± {Number(Error(level.Context.AnyGroup))} at {confidence:P0}");
        }

        var errors = level.Context.GroupsByCode(slots).Select(g => (Name: string.Join(", ", slots.Select(s => LabelOf(level.Context, s, g))), Error: Error(g))).ToArray();
        var told = errors.Length <= MostNamed ? errors : [errors.MinBy(e => e.Error), errors.MaxBy(e => e.Error)];
        return string.Create(CultureInfo.InvariantCulture, $"expected error at {confidence:P0}: {string.Join(errors.Length <= MostNamed ? ", " : " to ", told.Select(e => $"{e.Name} ± {Number(e.Error)}"))}");

        double Error(Group group) => part.Noise.HalfWidth(part.Weight(group), confidence) * UnitOf(part.Derived, level.Factory, group);
    }

    // What one integer stands for: a row or a unit, a step of the number, or of a product; of squares half a step's, because twice the square is summed.
    private static double UnitOf(DerivedPart part, PartFactory factory, Group group)
    {
        double Step(Scalar x) => factory.Measure(x).GridOf(group).Step;
        return part.Weights is null ? 1 : part.Aggregate == "centredSquares" ? Step(part.Arguments[0]) * Step(part.Arguments[0]) / 2 : part.Arguments.Aggregate(1.0, (unit, x) => unit * Step(x));
    }

    private static string Number(double error) => error.ToString(error is >= 1000 and < 1e6 ? "#,0" : "G4", CultureInfo.InvariantCulture);

    private static string LabelOf(LevelContext context, int slot, Group group) =>
        group.CodeOf(slot) is >= 0 and var code && context.Relation.Columns[slot].Facts.Domain is { } domain ? domain[code] : "NULL";
}
