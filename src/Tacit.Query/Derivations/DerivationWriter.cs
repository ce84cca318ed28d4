using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Query.Planning;
using Tacit.Query.Relations;

namespace Tacit.Query.Derivations;

/// <summary>
/// A planned question as data: every step from declared facts to price, so that somebody who sees neither data nor planner can derive the price again.
/// docs/derivations.md describes the format. Public: it is made of declared facts and the question alone.
/// </summary>
internal static class DerivationWriter
{
    /// <summary>The format that this version writes.</summary>
    public const int Format = 1;

    public static string Write(Dataset data, QueryPlan plan) => Document(data, plan.Query.Words, [.. plan.Levels.Select(Level)], plan.Loss).ToJsonString();

    /// <summary>The derivation, and a digest of all of it but the words of the question: of plans whose canonical texts agree, those with one digest are one plan.</summary>
    public static (string Text, string Digest) WriteWithDigest(Dataset data, QueryPlan plan)
    {
        var document = Document(data, string.Empty, [.. plan.Levels.Select(Level)], plan.Loss);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.ToJsonString())));
        document["question"] = plan.Query.Words;
        return (document.ToJsonString(), digest);
    }

    /// <summary>
    /// Of counts of units by facts of their rows before bounding: one row a unit, and a unit counts once in each. The facts are none of the columns,
    /// so the counts stand without their condition, which takes units away and adds none.
    /// </summary>
    public static string WriteUnitCounts(Dataset data, string words, int table, IReadOnlyList<IntegerNoise> counts, PrivacyLoss loss)
    {
        Relation rows = RelationBuilder.Scan(data.Tables[table], table, null, data.Population.Unit.Column is null);
        var level = new JsonObject
        {
            ["relation"] = Node(data.Population.Unit.Column is null ? rows : RelationBuilder.OfUnits(rows, [], [])),
            ["keys"] = new JsonArray(),
            ["publicGroups"] = 1,
            ["rows"] = 1,
            ["groups"] = 1,
            ["rowsPerGroup"] = 1,
            ["selection"] = null,
            ["parts"] = new JsonArray([.. counts.Select(n => PartOf(new("units", []), 1, 1, 1, n))]),
        };
        return Document(data, words, [level], loss).ToJsonString();
    }

    private static JsonObject Document(Dataset data, string words, JsonObject[] levels, PrivacyLoss loss)
    {
        var unit = data.Population.Unit;
        return new JsonObject
        {
            ["format"] = Format,
            ["question"] = words,
            ["unit"] = new JsonObject { ["name"] = unit.Name, ["column"] = unit.Column, ["groupSize"] = unit.GroupSize, ["relation"] = unit.Relation.ToString() },
            ["tables"] = new JsonArray([.. data.Tables.Select(Table)]),
            ["publicTables"] = new JsonArray([.. data.PublicTables.Select((t, i) => PublicTable(data, t, i, levels))]),
            ["levels"] = new JsonArray([.. levels]),
            ["loss"] = JsonNode.Parse(loss.ToJson()),
        };
    }

    // Public values of texts are listed where the question reads them: groups are made of them.
    private static JsonObject PublicTable(Dataset data, PublicTableFacts table, int index, JsonObject[] levels)
    {
        var columns = table.Columns.Select(ColumnOf).ToArray();
        if (levels.Any(l => Reads(l, index)))
        {
            foreach (var (column, read) in columns.Zip(RelationBuilder.Public(data, index).Columns))
            {
                if (read.Storage != Storage.Code && read.Facts.Domain is { } values)
                {
                    column["values"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
                }
            }
        }

        return new() { ["name"] = table.Name, ["columns"] = new JsonArray([.. columns]) };
    }

    private static bool Reads(JsonNode? node, int table) => node switch
    {
        JsonObject o => (o.TryGetPropertyValue("fanOut", out _) && o["table"]!.GetValue<int>() == table) || o.Any(m => Reads(m.Value, table)),
        JsonArray a => a.Any(n => Reads(n, table)),
        _ => false,
    };

    private static JsonObject Table(TableFacts table)
    {
        var result = new JsonObject
        {
            ["name"] = table.Name,
            ["rowsPerUnit"] = table.RowsPerUnit,
            ["per"] = table.RowsPer,
            ["onePerUnit"] = table.IsOnePerUnit,
            ["columns"] = new JsonArray([.. table.Columns.Select(ColumnOf)]),
        };
        if (table.ValuesPerUnit is { } values)
        {
            result["valuesPerUnit"] = values;
        }

        if (table.RowKeys.Count > 0)
        {
            result["keys"] = new JsonArray([.. table.RowKeys.Select(k => new JsonObject { ["name"] = k.Name, ["of"] = k.Table })]);
        }

        return result;
    }

    private static JsonObject ColumnOf(ColumnFacts column)
    {
        var result = new JsonObject { ["name"] = column.Name, ["kind"] = column.Kind.ToString() };
        if (column.Kind == ColumnKind.Category)
        {
            result["values"] = new JsonArray([.. column.Values.Select(v => JsonValue.Create(v))]);
        }

        if (column.IsNullable)
        {
            result["nullable"] = true;
        }

        if (column.Bounds is { } bounds)
        {
            result["bounds"] = Grid(bounds);
        }

        if (column is { From: { } from, To: { } to })
        {
            result["from"] = from.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            result["to"] = to.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }

        if (column.BoundsPer is { } per)
        {
            result["per"] = per;
            result["each"] = new JsonObject(column.BoundsByValue.OrderBy(b => b.Key, StringComparer.Ordinal).Select(b => KeyValuePair.Create(b.Key, (JsonNode?)Grid(b.Value))));
        }

        return result;
    }

    private static JsonObject Grid(FixedPoint grid) => new() { ["low"] = grid.Low, ["high"] = grid.High, ["exponent"] = grid.Exponent };

    private static JsonObject Level(LevelPlan level)
    {
        var context = level.Context;
        return new()
        {
            ["relation"] = Node(context.Relation),
            ["keys"] = new JsonArray([.. context.Keys.Select(Expression)]),
            ["publicGroups"] = context.PublicGroups?.Count,
            ["rows"] = context.Rows.Rows,
            ["groups"] = context.Rows.Groups,
            ["rowsPerGroup"] = context.Rows.RowsPerGroup,
            ["selection"] = level.Selection is { } s
                ? new JsonObject { ["epsilon"] = s.Epsilon.ToString(), ["delta"] = s.Delta.ToString(), ["maxPartitions"] = s.MaxPartitions, ["loss"] = JsonNode.Parse(s.Loss.ToJson()) }
                : null,
            ["parts"] = new JsonArray([.. level.Parts.Select(p => PartOf(p.Derived, p.Cells, p.Shift1, p.Shift2, p.Noise))]),
        };
    }

    private static JsonObject PartOf(DerivedPart part, int cells, Rational shift1, Rational shift2, IntegerNoise noise) => new()
    {
        ["aggregate"] = part.Aggregate,
        ["arguments"] = new JsonArray([.. part.Arguments.Select(Expression)]),
        ["weights"] = part.Weights is { } weights ? new JsonArray([.. weights.Select(w => (JsonNode)new JsonArray([.. w.Select(Grid)]))]) : null,
        ["per"] = part.Per is { Count: > 0 } per ? new JsonArray([.. per.Select(p => JsonValue.Create(p))]) : null,
        ["cells"] = cells,
        ["l1"] = shift1.ToString(),
        ["l2"] = shift2.ToString(),
        ["mechanism"] = noise.IsGaussian ? "discreteGaussian" : "discreteLaplace",
        ["scale"] = noise.Scale.ToString(),
        ["loss"] = JsonNode.Parse(noise.Loss.ToJson()),
    };

    private static JsonObject Node(Relation relation)
    {
        var node = relation switch
        {
            Scan scan => new JsonObject { ["op"] = "scan", ["table"] = scan.Index, ["keep"] = scan.Keep },
            Filter filter => new JsonObject { ["op"] = "filter", ["condition"] = Expression(filter.Condition) },
            Project project => new JsonObject { ["op"] = "project", ["expressions"] = new JsonArray([.. project.Expressions.Select(Expression)]) },
            UnitJoin join => new JsonObject { ["op"] = join.IsLeft ? "leftUnitJoin" : "unitJoin", ["condition"] = join.Condition is { } c ? Expression(c) : null },
            Union => new JsonObject { ["op"] = "unionAll" },
            PerUnit perUnit => new JsonObject
            {
                ["op"] = "perUnit",
                ["keys"] = new JsonArray([.. perUnit.Keys.Select(Expression)]),
                ["aggregates"] = new JsonArray([.. perUnit.Aggregates.Select(Inner)]),
            },
            Windows windows => new JsonObject { ["op"] = "windows", ["columns"] = new JsonArray([.. windows.Added.Select(Window)]) },
            Bounded bounded => new JsonObject
            {
                ["op"] = "bounded",
                ["keys"] = new JsonArray([.. bounded.Keys.Select(Expression)]),
                ["maxGroups"] = bounded.MaxGroups,
                ["maxRowsPerGroup"] = bounded.MaxRowsPerGroup,
            },
            PublicJoin join => new JsonObject
            {
                ["op"] = join.IsLeft ? "leftPublicJoin" : "publicJoin",
                ["table"] = join.Table,
                ["condition"] = join.Condition is { } on ? Expression(on) : null,
                ["fanOut"] = join.FanOut,
            },
            _ => throw new InvalidOperationException("Unknown relation."),
        };
        node["rows"] = relation.Multiplicity.Rows;
        node["inputs"] = new JsonArray([.. relation.Inputs.Select(Node)]);
        return node;
    }

    private static JsonObject Inner(InnerAggregate aggregate) => new()
    {
        ["function"] = aggregate.Function.ToString(),
        ["argument"] = aggregate.Argument is { } a ? Expression(a) : null,
    };

    private static JsonObject Window(WindowColumn window) => new()
    {
        ["function"] = window.Function.ToString(),
        ["aggregate"] = window.Aggregate is { } a ? Inner(a) : null,
        ["argument"] = window.Argument is { } x ? Expression(x) : null,
        ["partition"] = new JsonArray([.. window.Partition.Select(Expression)]),
        ["order"] = new JsonArray([.. window.Order.Select(o => (JsonNode)new JsonObject { ["by"] = Expression(o.By), ["falls"] = o.Falls })]),
    };

    private static JsonObject Expression(Scalar scalar) => scalar switch
    {
        Slot slot => new() { ["slot"] = slot.Index },
        UnitKey => new() { ["unit"] = true },
        UnitIn within => new() { ["unitIn"] = Node(within.Relation) },
        Literal { Value: null } nothing => new() { ["null"] = nothing.Kind.ToString() },
        Literal { Value: double number } => new() { ["number"] = number },
        Literal { Value: bool truth } => new() { ["boolean"] = truth },
        Literal { Value: DateTime time } => new() { ["time"] = time.ToString("O", System.Globalization.CultureInfo.InvariantCulture) },
        Literal literal => new() { ["text"] = (string)literal.Value! },
        Call call => new() { ["call"] = call.Operation.ToString(), ["arguments"] = new JsonArray([.. call.Arguments.Select(Expression)]) },
        _ => throw new InvalidOperationException("Unknown expression."),
    };
}
