using System.ComponentModel.DataAnnotations.Schema;
using System.Linq.Expressions;
using System.Reflection;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>A table among the rows of a typed question: the columns of a relation from a slot on, as a parameter of expressions names them.</summary>
/// <param name="Row">The parameter.</param>
/// <param name="Start">The first slot.</param>
/// <param name="Count">How many there are.</param>
/// <param name="UnitNames">How the unit's column is called in it: not at all in a public table, and where the row is the unit.</param>
/// <param name="IsOptional">Whether there are rows without a partner in it: of those it has no unit, as it has no column.</param>
internal sealed record RowSource(ParameterExpression Row, int Start, int Count, IReadOnlyList<string> UnitNames, bool IsOptional)
{
    /// <summary>The expression of a member.</summary>
    /// <exception cref="BadInputException">There is no such column, or the member does not hold it.</exception>
    public Scalar Column(Relation relation, MemberInfo member)
    {
        var name = member.GetCustomAttribute<ColumnAttribute>()?.Name ?? member.Name;
        if (UnitNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return IsOptional
                ? throw new BadInputException("the unit is missing in rows without a partner, and the unit of a row is never missing. Name it on the left of the join; rows without a partner are found by a column of the right that is null")
                : new UnitKey();
        }

        var columns = relation.Columns;
        var found = Enumerable.Range(Start, Count).Where(i => string.Equals(columns[i].Name, name, StringComparison.OrdinalIgnoreCase)).OrderBy(i => columns[i].Name != name).ToArray();
        if (found.Length == 0)
        {
            throw new BadInputException($"there is no declared column '{name}'. There are: {string.Join(", ", UnitNames.Concat(columns.Skip(Start).Take(Count).Select(c => c.Name)))}");
        }

        var slot = relation.Slot(found[0]);
        var type = member is PropertyInfo p ? p.PropertyType : ((FieldInfo)member).FieldType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var fits = slot.Kind switch
        {
            ValueKind.Number => type == typeof(bool) || type.IsPrimitive || type == typeof(decimal),
            ValueKind.Time => type == typeof(DateTime) || type == typeof(DateOnly),
            ValueKind.RowKey => type == typeof(string) || type == typeof(Guid) || type.IsPrimitive,
            _ => type == typeof(string),
        };
        return fits ? slot : throw new BadInputException($"the column '{name}' is {Expressions.Words(slot)}, which '{type.Name}' does not hold");
    }
}
