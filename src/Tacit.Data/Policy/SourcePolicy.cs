namespace Tacit.Data;

/// <summary>Where the data of a policy's population is, and what is public about it.</summary>
public sealed record SourcePolicy
{
    /// <summary>The folder of the files, from the policy's own folder on; that folder unless named.</summary>
    public string? Folder { get; init; }

    /// <summary>A data set of the catalogue whose files are meant, in place of a folder.</summary>
    public string? Catalogue { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<TablePolicy> Tables { get; init; }

    /// <summary>Tables that are nobody's.</summary>
    public IReadOnlyList<PublicTablePolicy>? PublicTables { get; init; }

    internal void Declare(DatasetBuilder data, string zone, PolicyPlace place)
    {
        place.Member("catalogue").Refuse(Folder is not null && Catalogue is not null, "Data comes from a 'folder' or from the 'catalogue', not from both.");
        foreach (var (table, i) in Tables.Select((t, i) => (t, i)))
        {
            var here = place.Member("tables").Item(i);
            here.Try(() =>
            {
                CheckFile(table.File);
                data.Table(table.Name, table.File, t => table.Declare(t, zone, here));
            });
        }

        foreach (var (table, i) in (PublicTables ?? []).Select((t, i) => (t, i)))
        {
            var here = place.Member("publicTables").Item(i);
            here.Try(() =>
            {
                CheckFile(table.File);
                data.PublicTable(table.Name, table.File, t =>
                {
                    foreach (var (column, c) in table.Columns.Select((c, k) => (c, k)))
                    {
                        here.Member("columns").Item(c).Try(() => column.Declare(t.Columns, zone));
                    }
                });
            });
        }
    }

    private static void CheckFile(string file)
    {
        Declaration.CheckText(file, "The name of a file");
        if (string.IsNullOrWhiteSpace(file))
        {
            throw new BadInputException("The name of a file is empty.");
        }
    }
}
