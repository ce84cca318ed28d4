using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Tacit.AdoNet;

/// <summary>The value of a parameter: <c>$name</c>, <c>@name</c>, or <c>?</c> in order. It becomes a constant of the question's tree, never text.</summary>
public sealed class TacitParameter : DbParameter
{
    private string _name = string.Empty;
    private string _source = string.Empty;

    /// <summary>A parameter without name and value.</summary>
    public TacitParameter()
    {
    }

    /// <summary>A parameter.</summary>
    public TacitParameter(string name, object? value) => (_name, Value) = (name, value);

    /// <inheritdoc/>
    public override DbType DbType { get; set; } = DbType.Object;

    /// <inheritdoc/>
    public override ParameterDirection Direction
    {
        get => ParameterDirection.Input;
        set
        {
            if (value != ParameterDirection.Input)
            {
                throw TacitDbException.Unsupported("Parameters only go into a question.");
            }
        }
    }

    /// <inheritdoc/>
    public override bool IsNullable { get; set; } = true;

    /// <inheritdoc/>
    [AllowNull]
    public override string ParameterName
    {
        get => _name;
        set => _name = value ?? string.Empty;
    }

    /// <inheritdoc/>
    public override int Size { get; set; }

    /// <inheritdoc/>
    [AllowNull]
    public override string SourceColumn
    {
        get => _source;
        set => _source = value ?? string.Empty;
    }

    /// <inheritdoc/>
    public override bool SourceColumnNullMapping { get; set; }

    /// <inheritdoc/>
    public override object? Value { get; set; }

    /// <inheritdoc/>
    public override void ResetDbType() => DbType = DbType.Object;
}
