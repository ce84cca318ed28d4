using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tacit.AdoNet;

/// <summary>The rows of an answer. Keys are texts, numbers are doubles, and "too few to say" is NULL.</summary>
public sealed class TacitDataReader : DbDataReader
{
    private readonly ReaderTable _table;
    private readonly DbConnection? _closes;
    private int _row = -1;
    private bool _closed;

    internal TacitDataReader(ReaderTable table, DbConnection? closes) => (_table, _closes) = (table, closes);

    /// <summary>The receipt: what was paid, from which entry of the ledger, and the derivation. Null for plans and the catalogue.</summary>
    public Receipt? Receipt => _table.Receipt;

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override int FieldCount => _table.Columns.Count;

    /// <inheritdoc/>
    public override bool HasRows => _table.Rows.Count > 0;

    /// <inheritdoc/>
    public override bool IsClosed => _closed;

    /// <inheritdoc/>
    public override int RecordsAffected => -1;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <summary>A released number with its interval; null for "too few to say", and for what is no released number.</summary>
    public Estimate? GetEstimate(int ordinal)
    {
        _ = Cell(ordinal);
        return _table.EstimateAt(_row, ordinal);
    }

    /// <inheritdoc/>
    public override bool Read() => !_closed && ++_row < _table.Rows.Count;

    /// <inheritdoc/>
    public override bool NextResult() => false;

    /// <inheritdoc/>
    public override void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _closes?.Close();
        }
    }

    /// <inheritdoc/>
    public override string GetName(int ordinal) => _table.Columns[ordinal].Name;

    /// <inheritdoc/>
    public override int GetOrdinal(string name)
    {
        var names = _table.Columns.Select(c => c.Name).ToList();
        var at = names.IndexOf(name);
        at = at >= 0 ? at : names.FindIndex(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? at : throw new ArgumentOutOfRangeException(nameof(name), $"The answer has no column '{name}'. It has: {string.Join(", ", names)}.");
    }

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal) == typeof(double) ? "DOUBLE" : GetFieldType(ordinal) == typeof(string) ? "VARCHAR" : GetFieldType(ordinal).Name.ToUpperInvariant();

    /// <inheritdoc/>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    public override Type GetFieldType(int ordinal) => _table.Columns[ordinal].Type;

    /// <inheritdoc/>
    public override object GetValue(int ordinal) => Cell(ordinal) ?? DBNull.Value;

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => Cell(ordinal) is null;

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => As<bool>(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => As<byte>(ordinal);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => As<char>(ordinal);

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => As<DateTime>(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => As<decimal>(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => As<double>(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => As<float>(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => Guid.Parse(GetString(ordinal), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => As<short>(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => As<int>(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => As<long>(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => As<string>(ordinal);

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new InvalidCastException("Answers hold no bytes.");

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        var text = GetString(ordinal);
        if (buffer is null)
        {
            return text.Length;
        }

        var count = (int)Math.Clamp(text.Length - dataOffset, 0, length);
        text.CopyTo((int)dataOffset, buffer, bufferOffset, count);
        return count;
    }

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <inheritdoc/>
    public override DataTable GetSchemaTable()
    {
        var schema = new DataTable("SchemaTable") { Locale = CultureInfo.InvariantCulture };
        schema.Columns.Add(SchemaTableColumn.ColumnName, typeof(string));
        schema.Columns.Add(SchemaTableColumn.ColumnOrdinal, typeof(int));
        schema.Columns.Add(SchemaTableColumn.ColumnSize, typeof(int));
        schema.Columns.Add(SchemaTableColumn.DataType, typeof(Type));
        schema.Columns.Add("DataTypeName", typeof(string));
        schema.Columns.Add(SchemaTableColumn.AllowDBNull, typeof(bool));
        schema.Columns.Add(SchemaTableColumn.IsKey, typeof(bool));
        schema.Columns.Add(SchemaTableColumn.IsUnique, typeof(bool));
        schema.Columns.Add(SchemaTableOptionalColumn.IsReadOnly, typeof(bool));
        for (var i = 0; i < FieldCount; i++)
        {
            schema.Rows.Add(GetName(i), i, -1, GetFieldType(i), GetDataTypeName(i), true, false, false, true);
        }

        return schema;
    }

    private object? Cell(int ordinal) => _closed
        ? throw new InvalidOperationException("The reader is closed.")
        : _row >= 0 && _row < _table.Rows.Count ? _table.Rows[_row][ordinal] : throw new InvalidOperationException("There is no row here. Read one first.");

    private T As<T>(int ordinal) => Cell(ordinal) is { } value
        ? value is T exact ? exact : (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture)
        : throw new InvalidCastException($"'{GetName(ordinal)}' is NULL here: too few to say. Ask IsDBNull first.");
}
