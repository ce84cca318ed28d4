using System.Globalization;
using Tacit.Data;

namespace Tacit.PostgreSql.Opening;

/// <summary>How the server reads cells. What is costly, text that becomes a number or a moment, is read once in a row, as a column beside the others.</summary>
/// <param name="columns">The declared columns of a table.</param>
/// <param name="types">The server's types of the source's columns.</param>
internal sealed class PostgreSqlColumnSql(IReadOnlyList<ColumnFacts> columns, IReadOnlyDictionary<string, string> types) : ColumnSql(columns)
{
    private readonly Dictionary<string, string> _read = new(StringComparer.Ordinal);

    /// <summary>What was read beside the source's columns, as columns of a sub-query.</summary>
    public IEnumerable<string> Read => _read.Select(r => $"{r.Key} AS {r.Value}");

    public override string Text(string source) => $"nullif(btrim({TextOf(source)}, ' '), '')";

    /// <summary>A key in the one spelling of its kind; NULL where there is none.</summary>
    public string Key(string source, KeyKind kind) => kind == KeyKind.Text ? $"normalize({Text(source)}, NFC)" : TextOf(source);

    public string IsNotNumber(ColumnFacts column) => $"({Text(column.Source)} IS NOT NULL AND {Number(column)} IS NULL)";

    /// <summary>Text that is no moment. A typed column holds moments only; those that are too far away for a zone are outside the bounds, as in text.</summary>
    public string IsNotTime(ColumnFacts column) => Catalog.IsMoment(types[column.Source])
        ? "false"
        : $"({Text(column.Source)} IS NOT NULL AND {Column($"pg_temp.moment(btrim({TextOf(column.Source)}, ' '), 'UTC')")} IS NULL)";

    protected override string Cell(ColumnFacts column) => TextOf(column.Source);

    protected override string Number(ColumnFacts column)
    {
        var source = Names.Quoted(column.Source);
        return types[column.Source] switch
        {
            "smallint" or "integer" or "bigint" or "double precision" => $"{source}::double precision",
            "boolean" when column.IsFlag => $"(CASE WHEN {source} THEN {Real(1)} WHEN NOT {source} THEN {Real(0)} ELSE NULL END)",
            _ when column.IsFlag => Column($"(CASE lower(btrim({TextOf(column.Source)}, ' ')) WHEN 'true' THEN {Real(1)} WHEN 'false' THEN {Real(0)} ELSE pg_temp.number({TextOf(column.Source)}) END)"),
            _ => Column($"pg_temp.number({TextOf(column.Source)})"),
        };
    }

    protected override string Moment(ColumnFacts column)
    {
        var source = Names.Quoted(column.Source);
        var zone = Names.Text(column.Zone);
        return types[column.Source] switch
        {
            "timestamp with time zone" => Column($"timezone('UTC', {source})"),
            "timestamp without time zone" => Column($"pg_temp.in_zone({source}, {zone})"),
            // A calendar date is a day, not the moment at which a clock somewhere shows midnight: no zone moves it. It may lie beyond what a moment can be.
            "date" => Column($"(CASE WHEN {source} >= date '0001-01-01' AND {source} <= date '9999-12-31' THEN {source}::timestamp ELSE NULL END)"),
            _ => Column($"pg_temp.moment(btrim({TextOf(column.Source)}, ' '), {zone})"),
        };
    }

    protected override string Quote(string text) => Names.Text(text);

    protected override string Real(double value) => Names.Real(value);

    protected override string IsNaN(string x) => $"{x} = {Names.Real(double.NaN)}";

    // By a step above one, what is close to zero may vanish.
    protected override string Quotient(string x, double step) => step > 1 ? $"pg_temp.quotient({x}, {Real(step)})" : base.Quotient(x, step);

    private static string TextOf(string source) => $"({Names.Quoted(source)}::text COLLATE \"C\")";

    private string Column(string expression)
    {
        if (!_read.TryGetValue(expression, out var name))
        {
            _read[expression] = name = string.Create(CultureInfo.InvariantCulture, $"tacit_read_{_read.Count}");
        }

        return $"read.{name}";
    }
}
