using System.Globalization;
using Tacit.Data;

namespace Tacit.ClickHouse.Opening;

/// <summary>How the server reads cells. Each is read once, into a column of a first copy of the rows, whose names no column of the source can have.</summary>
/// <param name="columns">The declared columns of a table.</param>
/// <param name="types">The server's types of the source's columns, without what says how they are stored.</param>
internal sealed class ClickHouseColumnSql(IReadOnlyList<ColumnFacts> columns, IReadOnlyDictionary<string, string> types) : ColumnSql(columns)
{
    private readonly Dictionary<string, string> _read = new(StringComparer.Ordinal);

    /// <summary>What is read from the source, as columns of the first copy.</summary>
    public IEnumerable<string> Read => _read.Select(r => $"{r.Key} AS {r.Value}");

    public override string Text(string source) => Column(Trimmed(source));

    /// <summary>A key in the one spelling of its kind; NULL where there is none.</summary>
    public string Key(string source, KeyKind kind) => Column(kind == KeyKind.Text ? $"normalizeUTF8NFC({Trimmed(source)})" : TextOf(source));

    public string IsNotNumber(ColumnFacts column) => $"({Text(column.Source)} IS NOT NULL AND {Number(column)} IS NULL)";

    /// <summary>Text that is no moment. A typed column holds moments only.</summary>
    public string IsNotTime(ColumnFacts column) => IsTyped(column)
        ? "(0 = 1)"
        : $"({Text(column.Source)} IS NOT NULL AND {Moment(column with { Zone = MomentSql.Utc })} IS NULL)";

    protected override string Cell(ColumnFacts column) => Column(TextOf(column.Source));

    protected override string Number(ColumnFacts column)
    {
        var type = types[column.Source];
        var text = TextOf(column.Source);
        var number = Catalog.IsDouble(type) && (type != "Bool" || column.IsFlag)
            ? $"toFloat64({Source(column.Source)})"
            : ClickHouseSpelling.Number(text);
        return Column(column.IsFlag && type != "Bool"
            ? $"CAST(CASE lower(trimBoth({text})) WHEN 'true' THEN {Real(1)} WHEN 'false' THEN {Real(0)} ELSE {number} END AS Nullable(Float64))"
            : $"CAST({number} AS Nullable(Float64))");
    }

    // The engine's own moments are moments, whatever clock shows them; texts are of a clock. A calendar date is a day, not the moment at which a clock somewhere shows midnight: no zone moves it.
    protected override string Moment(ColumnFacts column)
    {
        var source = Source(column.Source);
        var type = types[column.Source];
        return Column(Catalog.IsMoment(type) ? $"toUnixTimestamp64Micro(CAST({source} AS Nullable(DateTime64(6, 'UTC'))))"
            : Catalog.IsDate(type) ? $"(toInt64(toInt32(CAST({source} AS Nullable(Date32)))) * {ClickHouseSpelling.Whole(MomentSql.Day)})"
            : MomentSql.Of(TextOf(column.Source), column.Zone));
    }

    protected override string Time(DateTime moment) => ClickHouseSpelling.Moment(moment);

    protected override string Quote(string text) => ClickHouseSpelling.Text(text);

    protected override string Real(double value) => ClickHouseSpelling.Real(value);

    protected override string IsNaN(string x) => $"isNaN({x})";

    private bool IsTyped(ColumnFacts column) => Catalog.IsMoment(types[column.Source]) || Catalog.IsDate(types[column.Source]);

    // Bytes that are no text become the sign for that: two keys that a reader cannot tell apart are one key here, too.
    private static string TextOf(string source) => $"toValidUTF8(CAST(toString({Source(source)}) AS Nullable(String)))";

    private static string Trimmed(string source) => $"nullIf(trimBoth({TextOf(source)}), '')";

    private static string Source(string source) => $"source.{Names.Quoted(source)}";

    private string Column(string expression)
    {
        if (!_read.TryGetValue(expression, out var name))
        {
            _read[expression] = name = string.Create(CultureInfo.InvariantCulture, $"v{_read.Count}");
        }

        return $"read.{name}";
    }
}
