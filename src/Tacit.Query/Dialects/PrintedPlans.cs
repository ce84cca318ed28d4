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

    /// <summary>Checks a plan, unless an equal one was checked before.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="digest">Of its derivation.</param>
    /// <exception cref="BadInputException">A statement does not say what was planned: a fault of the printer. Nothing was spent.</exception>
    public static void Check(Dataset data, QueryPlan plan, string digest)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Dialect.Name}\n{data.Declared}\n{plan.Query.Text}\n{digest}")));
        if (Known.ContainsKey(key))
        {
            return;
        }

        if (PrintedStatement.Faults(MeantStatement.Of(plan), [.. plan.Statements.Select(s => s.Sql)]) is [var fault, ..])
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
