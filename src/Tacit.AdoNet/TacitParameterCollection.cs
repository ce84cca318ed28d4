using System.Collections;
using System.Data.Common;

namespace Tacit.AdoNet;

/// <summary>The parameters of a command.</summary>
public sealed class TacitParameterCollection : DbParameterCollection
{
    private readonly List<TacitParameter> _all = [];

    /// <inheritdoc/>
    public override int Count => _all.Count;

    /// <inheritdoc/>
    public override object SyncRoot => ((ICollection)_all).SyncRoot;

    /// <summary>The values by name; what has no name is named by its place from 1 on, as <c>?</c> is.</summary>
    internal Dictionary<string, object?> Values
    {
        get
        {
            var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < _all.Count; i++)
            {
                var name = _all[i].ParameterName is { Length: > 0 } given ? given : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                if (!values.TryAdd(name, _all[i].Value))
                {
                    throw new TacitDbException("INPUT", $"The parameter '{name}' is given twice. Nothing was spent.");
                }
            }

            return values;
        }
    }

    /// <summary>Adds a value by name.</summary>
    public TacitParameter AddWithValue(string name, object? value)
    {
        var parameter = new TacitParameter(name, value);
        _all.Add(parameter);
        return parameter;
    }

    /// <inheritdoc/>
    public override int Add(object value)
    {
        _all.Add(Own(value));
        return _all.Count - 1;
    }

    /// <inheritdoc/>
    public override void AddRange(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
        {
            Add(value!);
        }
    }

    /// <inheritdoc/>
    public override void Clear() => _all.Clear();

    /// <inheritdoc/>
    public override bool Contains(object value) => _all.Contains(value);

    /// <inheritdoc/>
    public override bool Contains(string value) => IndexOf(value) >= 0;

    /// <inheritdoc/>
    public override void CopyTo(Array array, int index) => ((ICollection)_all).CopyTo(array, index);

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => _all.GetEnumerator();

    /// <inheritdoc/>
    public override int IndexOf(object value) => _all.IndexOf(Own(value));

    /// <inheritdoc/>
    public override int IndexOf(string parameterName) => _all.FindIndex(p => string.Equals(Plain(p.ParameterName), Plain(parameterName), StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override void Insert(int index, object value) => _all.Insert(index, Own(value));

    /// <inheritdoc/>
    public override void Remove(object value) => _all.Remove(Own(value));

    /// <inheritdoc/>
    public override void RemoveAt(int index) => _all.RemoveAt(index);

    /// <inheritdoc/>
    public override void RemoveAt(string parameterName) => _all.RemoveAt(Found(parameterName));

    /// <inheritdoc/>
    protected override DbParameter GetParameter(int index) => _all[index];

    /// <inheritdoc/>
    protected override DbParameter GetParameter(string parameterName) => _all[Found(parameterName)];

    /// <inheritdoc/>
    protected override void SetParameter(int index, DbParameter value) => _all[index] = Own(value);

    /// <inheritdoc/>
    protected override void SetParameter(string parameterName, DbParameter value) => _all[Found(parameterName)] = Own(value);

    private static string Plain(string name) => name.TrimStart('$', '@', ':');

    private static TacitParameter Own(object value) => value as TacitParameter ?? throw new InvalidCastException("A command of Tacit takes parameters of Tacit.");

    private int Found(string name) => IndexOf(name) is >= 0 and var index ? index : throw new ArgumentOutOfRangeException(nameof(name), $"There is no parameter '{name}'.");
}
