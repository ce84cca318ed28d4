using System.Text.Json.Nodes;
using Tacit.Data;
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

    public static string Write(Dataset data, QueryPlan plan)
    {
        var unit = data.Population.Unit;
        return new JsonObject
        {
            ["format"] = Format,
            ["question"] = plan.Query.Words,
            ["unit"] = new JsonObject { ["name"] = unit.Name, ["column"] = unit.Column, ["groupSize"] = unit.GroupSize, ["relation"] = unit.Relation.ToString() },
            ["tables"] = new JsonArray([.. data.Tables.Select(Table)]),
            ["publicTables"] = new JsonArray([.. data.PublicTables.Select(t => (JsonNode)new JsonObject { ["name"] = t.Name, ["columns"] = new JsonArray([.. t.Columns.Select(ColumnOf)]) })]),
            ["levels"] = new JsonArray([.. plan.Levels.Select(Level)]),
            ["loss"] = JsonNode.Parse(plan.Loss.ToJson()),
        }.ToJsonString();
    }

    private static JsonObject Table(TableFacts table) => new()
    {
        ["name"] = table.Name,
        ["rowsPerUnit"] = table.RowsPerUnit,
        ["per"] = table.RowsPer,
        ["onePerUnit"] = table.IsOnePerUnit,
        ["columns"] = new JsonArray([.. table.Columns.Select(ColumnOf)]),
    };

    private static JsonObject ColumnOf(ColumnFacts column)
    {
        var result = new JsonObject { ["name"] = column.Name, ["kind"] = column.Kind.ToString() };
        if (column.Kind == ColumnKind.Category)
        {
            result["values"] = new JsonArray([.. column.Values.Select(v => JsonValue.Create(v))]);
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
            ["parts"] = new JsonArray([.. level.Parts.Select(PartOf)]),
        };
    }

    private static JsonObject PartOf(Part part) => new()
    {
        ["aggregate"] = part.Derived.Aggregate,
        ["arguments"] = new JsonArray([.. part.Derived.Arguments.Select(Expression)]),
        ["weights"] = part.Derived.Weights is { } weights ? new JsonArray([.. weights.Select(w => (JsonNode)new JsonArray([.. w.Select(Grid)]))]) : null,
        ["per"] = part.Derived.Per is { Count: > 0 } per ? new JsonArray([.. per.Select(p => JsonValue.Create(p))]) : null,
        ["cells"] = part.Cells,
        ["l1"] = part.Shift1.ToString(),
        ["l2"] = part.Shift2.ToString(),
        ["mechanism"] = part.Noise.IsGaussian ? "discreteGaussian" : "discreteLaplace",
        ["scale"] = part.Noise.Scale.ToString(),
        ["loss"] = JsonNode.Parse(part.Noise.Loss.ToJson()),
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
