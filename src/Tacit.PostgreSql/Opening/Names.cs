using System.Globalization;

namespace Tacit.PostgreSql.Opening;

/// <summary>Names and constants in statements.</summary>
internal static class Names
{
    public static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public static string Text(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    public static string Real(double value) => "'" + value.ToString("R", CultureInfo.InvariantCulture) + "'::double precision";

    /// <summary>A table as it is named in a declaration: <c>schema.table</c>, or a table of the schema public. Parts with a dot stand in quotation marks.</summary>
    public static (string Schema, string Table) Parse(string source)
    {
        var parts = new List<string>();
        var i = 0;
        while (i <= source.Length)
        {
            var part = new System.Text.StringBuilder();
            if (i < source.Length && source[i] == '"')
            {
                for (i++; i < source.Length && (source[i] != '"' || (i + 1 < source.Length && source[i + 1] == '"')); i++)
                {
                    i += source[i] == '"' ? 1 : 0;
                    part.Append(source[i]);
                }

                i = i < source.Length ? i + 1 : throw Wrong(source);
            }
            else
            {
                for (; i < source.Length && source[i] != '.'; i++)
                {
                    part.Append(source[i]);
                }
            }

            parts.Add(part.ToString());
            if (i < source.Length && source[i] != '.')
            {
                throw Wrong(source);
            }

            i++;
        }

        return parts switch
        {
            [{ Length: > 0 } table] => ("public", table),
            [{ Length: > 0 } schema, { Length: > 0 } table] => (schema, table),
            _ => throw Wrong(source),
        };
    }

    /// <summary>What <see cref="Parse"/> reads as this table.</summary>
    public static string Written(string schema, string table) => $"{Part(schema)}.{Part(table)}";

    private static string Part(string name) => name.Contains('.', StringComparison.Ordinal) || name.StartsWith('"') ? Quoted(name) : name;

    private static BadInputException Wrong(string source) => new($"'{source}' is not the name of a table. Write schema.table, and a part with a dot in it as \"a.b\".");
}
