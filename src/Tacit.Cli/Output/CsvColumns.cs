using System.Globalization;
using System.Text;

namespace Tacit.Cli.Output;

/// <summary>A CSV file in memory: comma, double quotes, a header. Faults name file, row and column, never a cell.</summary>
internal sealed class CsvColumns
{
    private readonly string _path;
    private readonly Dictionary<string, int> _places;
    private readonly List<string[]> _rows;

    private CsvColumns(string path, Dictionary<string, int> places, List<string[]> rows) => (_path, _places, _rows) = (path, places, rows);

    public static async Task<CsvColumns> ReadAsync(string path, CancellationToken token)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {e.Message}");
        }

        var rows = Records(text, out var open);
        if (open is { } at)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{path}, row {at}: a quote does not end."));
        }

        if (rows.Count < 2)
        {
            throw new BadInputException($"{path} needs a header and rows.");
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rows[0].Length; i++)
        {
            if (!places.TryAdd(rows[0][i], i))
            {
                throw new BadInputException($"{path} has two columns of the same name, the second in place {i + 1}.");
            }
        }

        var ragged = rows.FindIndex(r => r.Length != rows[0].Length);
        return ragged < 0
            ? new(path, places, rows[1..])
            : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{path}, row {ragged}: there are {rows[ragged].Length} fields for {rows[0].Length} columns."));
    }

    public string[] Texts(string column) => _places.TryGetValue(column, out var place)
        ? [.. _rows.Select(r => r[place])]
        : throw new BadInputException($"{_path} has no column '{column}'. It has: {string.Join(", ", _places.Keys)}.");

    public double[] Numbers(string column) => Each(column, "a number", text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (double?)null);

    public bool[] Flags(string column) => Each(column, "0 or 1", text => text switch { "1" or "true" => true, "0" or "false" => false, _ => (bool?)null });

    private T[] Each<T>(string column, string kind, Func<string, T?> read)
        where T : struct
    {
        var texts = Texts(column);
        var values = new T[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            values[i] = read(texts[i]) ?? throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{_path}, row {i + 1}, column '{column}': this is not {kind}."));
        }

        return values;
    }

    // A quote that does not end where its cell does would take the rows after it into the cell.
    private static List<string[]> Records(string text, out int? open)
    {
        var (rows, fields, field, quoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (quoted)
            {
                if (letter == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (letter == '"' && (i + 1 == text.Length || text[i + 1] is ',' or '\r' or '\n'))
                {
                    quoted = false;
                }
                else if (letter == '"')
                {
                    open = rows.Count;
                    return rows;
                }
                else
                {
                    field.Append(letter);
                }
            }
            else if (letter == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (letter == ',')
            {
                Next();
            }
            else if (letter == '\n')
            {
                Next();
                rows.Add([.. fields]);
                fields.Clear();
            }
            else if (letter != '\r')
            {
                field.Append(letter);
            }
        }

        open = quoted ? rows.Count : null;
        if (fields.Count > 0 || field.Length > 0)
        {
            Next();
            rows.Add([.. fields]);
        }

        return rows;

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
