using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Tacit.Data;
using Tacit.Query.Planning;
using Tacit.Query.Syntax;

namespace Tacit.Query.Dialects;

/// <summary>Checks each plan's printed statements once: equal plans print equal statements, but for the seed.</summary>
internal static class PrintedPlans
{
    private const int Most = 1000;
    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <exception cref="BadInputException">A statement does not say what was planned: a fault of the printer. Nothing was spent.</exception>
    public static void Check(Dataset data, QueryPlan plan, string derivation)
    {
        if (!plan.Levels.All(l => l.Context.Dialect == DuckDbDialect.Instance))
        {
            return;
        }

        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{data.Declared}\n{plan.Query.Text}")));
        if (Known.ContainsKey(key))
        {
            return;
        }

        if (plan.Statements.SelectMany(s => PrintedStatement.Faults(s.Sql, derivation)).FirstOrDefault() is { } fault)
        {
            throw new BadInputException($"{SqlError.Unsupported}: The statement for the engine does not say what was planned. {fault} Nothing was spent. Please report the question.");
        }

        if (Known.Count >= Most)
        {
            Known.Clear();
        }

        Known[key] = true;
    }
}
