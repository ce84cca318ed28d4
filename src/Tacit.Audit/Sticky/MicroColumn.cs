using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Sticky;

/// <summary>A column of a table in memory: a code for each row, and what the codes stand for.</summary>
internal sealed class MicroColumn(int[] codes, string[] values)
{
    public IReadOnlyList<string> Values => values;

    public int Code(int row) => codes[row];

    public string Literal(int row) => values[codes[row]];

    public bool Meets(RowCondition condition, int row) => Meets(condition, Literal(row));

    /// <summary>Which codes meet a condition.</summary>
    public bool[] Met(RowCondition condition) => Array.ConvertAll(values, v => Meets(condition, v));

    // Texts and numbers are never equal; 52 and 52.0 are.
    private static bool Meets(RowCondition condition, string literal) => condition.Kind switch
    {
        RowConditionKind.Equal => IsSame(condition.Literal, literal),
        RowConditionKind.NotEqual => !IsSame(condition.Literal, literal),
        _ => Number(literal) is { } x && x >= Number(condition.Literal) && x < Number(condition.End!),
    };

    private static bool IsSame(string a, string b) => a == b || (Number(a) is { } x && Number(b) == x);

    private static double? Number(string literal) => RowCondition.IsNumber(literal) && RowCondition.TryNumber(literal, out var x) ? x : null;

    public sealed class Builder
    {
        private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
        private readonly List<int> _rows = [];

        public void Add(string literal)
        {
            if (!_codes.TryGetValue(literal, out var code))
            {
                _codes[literal] = code = _codes.Count;
            }

            _rows.Add(code);
        }

        public MicroColumn Build() => new([.. _rows], [.. _codes.OrderBy(c => c.Value).Select(c => c.Key)]);
    }
}
