using System.Text.Json.Nodes;
using Tacit.Cli.Output;
using Tacit.Query;

namespace Tacit.Cli.Query;

/// <summary>A plan for people, or as JSON.</summary>
internal static class PlanOutput
{
    public static void Print(QueryExplanation plan, bool json)
    {
        if (json)
        {
            JsonOut.Print(new
            {
                question = plan.Question,
                plan = plan.Plan,
                facts = plan.Facts,
                statements = plan.Sql,
                loss = JsonNode.Parse(plan.Loss.ToJson()),
                derivation = plan.Derivation is { } d ? JsonNode.Parse(d) : null,
            });
            return;
        }

        Console.Out.WriteLine(plan.Question);
        foreach (var line in plan.Plan)
        {
            Console.Out.WriteLine($"  {line}");
        }

        Console.Out.WriteLine("relies on these declared facts:");
        foreach (var fact in plan.Facts)
        {
            Console.Out.WriteLine($"  {fact}");
        }

        Console.Out.WriteLine("pushed down; only these integers leave the engine, and only with noise:");
        foreach (var sql in plan.Sql)
        {
            Console.Out.WriteLine($"  {sql}");
        }

        Console.Out.WriteLine("Nothing was read and nothing was spent.");
    }
}
