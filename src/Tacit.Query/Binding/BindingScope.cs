using System.Text.Json;
using Tacit.Data;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>What a query is bound in: the data's declared facts, the text, and the named sub-queries that it may use.</summary>
internal sealed class BindingScope
{
    // Named sub-queries are bound where they are used: a tower of them, each used twice, would double at every floor.
    private const int MostRelations = 200;

    private readonly Dictionary<string, (JsonElement Query, IReadOnlyList<string> Aliases, BindingScope Scope)> _named;
    private readonly int[] _bound;

    public BindingScope(Dataset data, SqlReader reader)
        : this(data, reader, new(StringComparer.OrdinalIgnoreCase), [0])
    {
    }

    private BindingScope(Dataset data, SqlReader reader, Dictionary<string, (JsonElement, IReadOnlyList<string>, BindingScope)> named, int[] bound)
    {
        Data = data;
        Reader = reader;
        _named = named;
        _bound = bound;
    }

    public Dataset Data { get; }

    public SqlReader Reader { get; }

    /// <summary>The unit's column, or null where the row is the unit.</summary>
    public string? UnitColumn => Data.Population.Unit.Column;

    /// <summary>The scope of a query with the sub-queries that it names.</summary>
    public BindingScope With(JsonElement query)
    {
        var map = SqlReader.Part(query, "cte_map") is { } ctes ? SqlReader.List(ctes, "map").ToArray() : [];
        if (map.Length == 0)
        {
            return this;
        }

        var scope = this;
        foreach (var entry in map)
        {
            var value = entry.GetProperty("value");
            Reader.Without(value, ("key_targets", "USING KEY"));
            var named = new Dictionary<string, (JsonElement, IReadOnlyList<string>, BindingScope)>(scope._named, StringComparer.OrdinalIgnoreCase)
            {
                [entry.GetProperty("key").GetString()!] = (value.GetProperty("query").GetProperty("node"), [.. SqlReader.List(value, "aliases").Select(a => a.GetString()!)], scope),
            };
            scope = new(Data, Reader, named, _bound);
        }

        return scope;
    }

    /// <summary>A named sub-query, or null.</summary>
    public (JsonElement Query, IReadOnlyList<string> Aliases, BindingScope Scope)? Named(string name) => _named.TryGetValue(name, out var named) ? named : null;

    /// <summary>Counts a relation.</summary>
    public void Count(JsonElement node)
    {
        if (++_bound[0] > MostRelations)
        {
            throw Reader.Refuse(SqlError.Unsupported, node, $"The question uses more than {MostRelations} tables and sub-queries.");
        }
    }
}
