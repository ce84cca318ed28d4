using Tacit.Data;
using Tacit.Query;
using Tacit.Query.Linq;

namespace Tacit;

/// <summary>The way into typed questions.</summary>
public static class RowsVerb
{
    /// <summary>
    /// The rows of a declared table as a type of your own: its properties are columns, by name without regard to case or by
    /// <see cref="System.ComponentModel.DataAnnotations.Schema.ColumnAttribute"/>. Nothing is read before a release.
    /// </summary>
    /// <typeparam name="T">A class or record whose properties are the columns that are asked about. It is never made: it only names them.</typeparam>
    /// <param name="data">The data set.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="BadInputException">There is no such table.</exception>
    public static PrivateRows<T> Table<T>(this Dataset data, string table)
    {
        Given.There(data, "The data set");
        return PrivateRows<T>.Of(data, Given.There(table, "The table"));
    }

    /// <summary>The rows of a declared public table as a type of your own, to join private rows with: <c>from l in labs join c in codes on l.Code equals c.Code …</c>.</summary>
    /// <typeparam name="T">A class or record whose properties are columns of the table. It is never made: it only names them.</typeparam>
    /// <param name="data">The data set.</param>
    /// <param name="table">The public table.</param>
    /// <exception cref="BadInputException">There is no such public table.</exception>
    public static PublicRows<T> PublicTable<T>(this Dataset data, string table)
    {
        Given.There(data, "The data set");
        return PublicRows<T>.Of(data, Given.There(table, "The table"));
    }
}
