using System.Linq.Expressions;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>The rows of a declared public table, for <see cref="PrivateRows{T}"/> to be joined with: nobody's, so nothing is asked of them alone.</summary>
/// <typeparam name="T">The type that names the columns.</typeparam>
public sealed class PublicRows<T>
{
    private readonly PrivateRows<T> _rows;

    private PublicRows(PrivateRows<T> rows) => _rows = rows;

    internal static PublicRows<T> Of(Dataset data, string table)
    {
        var tables = data.PublicTables;
        var found = Enumerable.Range(0, tables.Count).Where(i => string.Equals(tables[i].Name, table, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (found is not [var index])
        {
            throw new BadInputException($"There is no public table '{table}'. Declared: {(tables.Count == 0 ? "none" : string.Join(", ", tables.Select(t => t.Name)))}.");
        }

        var relation = RelationBuilder.Public(data, index);
        var row = Expression.Parameter(typeof(T), tables[index].Name);
        return new(new(data, new(relation, [new(row, 0, relation.Columns.Count, [], false)]), row, tables[index].Name));
    }

    /// <summary>They, to stand on the right of a join.</summary>
    internal PrivateRows<T> BesideUnits(Dataset data) => ReferenceEquals(_rows.Data, data)
        ? _rows
        : throw new BadInputException("The public table is one of another data set. Nothing was spent.");
}
