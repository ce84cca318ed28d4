namespace Tacit.Data;

/// <summary>Where the data of a policy's population is, and what is public about it.</summary>
public sealed record SourcePolicy
{
    /// <summary>The folder of the files, from the policy's own folder on; that folder unless named.</summary>
    public string? Folder { get; init; }

    /// <summary>A data set of the catalogue whose files are meant, in place of a folder.</summary>
    public string? Catalogue { get; init; }

    /// <summary>The database that the tables are in, in place of a folder.</summary>
    public DatabasePolicy? Database { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<TablePolicy> Tables { get; init; }

    /// <summary>Tables that are nobody's.</summary>
    public IReadOnlyList<PublicTablePolicy>? PublicTables { get; init; }

    internal void Declare(DatasetBuilder data, string zone, PolicyPlace place)
    {
        place.Member("catalogue").Refuse(Folder is not null && Catalogue is not null, "Data comes from a 'folder' or from the 'catalogue', not from both.");
        place.Member("database").Refuse(Database is not null && (Folder is not null || Catalogue is not null), "Data comes from a 'database' or from files, not from both.");
        Database?.Check(place.Member("database"));
        foreach (var (table, i) in Tables.Select((t, i) => (t, i)))
        {
            var here = place.Member("tables").Item(i);
            here.Try(() =>
            {
                data.Table(table.Name, Named(table.File, table.Table), t => table.Declare(t, zone, here));
            });
        }

        foreach (var (table, i) in (PublicTables ?? []).Select((t, i) => (t, i)))
        {
            var here = place.Member("publicTables").Item(i);
            here.Try(() =>
            {
                data.PublicTable(table.Name, Named(table.File, table.Table), t =>
                {
                    foreach (var (column, c) in table.Columns.Select((c, k) => (c, k)))
                    {
                        here.Member("columns").Item(c).Try(() => column.Declare(t.Columns, zone));
                    }
                });
            });
        }
    }

    private string Named(string? file, string? table)
    {
        var (name, what) = (Database is null ? file : table) is { } given && (file is null || table is null)
            ? (given, Database is null ? "a file" : "a table of the database")
            : throw new BadInputException(Database is null
                ? "A table is in a 'file'; 'table' names one where the source is a 'database'."
                : "A table of a database is named by 'table', such as \"public.labs\", not by 'file'.");
        Declaration.CheckText(name, $"The name of {what}");
        return string.IsNullOrWhiteSpace(name) ? throw new BadInputException($"The name of {what} is empty.") : name;
    }
}
