using System.Globalization;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The last wall before a file leaves: a true answer stands beside a simulated one or nowhere, and what is told of a column is told of one that exists.</summary>
internal static class ReportGuard
{
    /// <summary>Refuses a report that would publish the data itself, or that could not be read back.</summary>
    /// <exception cref="BadInputException">A private answer has its true answer beside it, a column is described that the answer lacks, an effect of bounding has one of its own, a derivation is not compact JSON, or the statement of a model lacks something.</exception>
    public static void Check(PrivacyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        for (var m = 0; m < report.Models.Count; m++)
        {
            if (Fault(report.Models[m]) is { } fault)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Model {m + 1} cannot be reported: its statement's {fault.Path} {fault.Message}."));
            }
        }

        for (var i = 0; i < report.Answers.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Answer {i + 1}");
            Check(name, report.Answers[i]);
            if (report.Answers[i].BoundingEffect is { } effect)
            {
                Check($"{name}, effect of bounding,", effect);
                if (effect.BoundingEffect is not null)
                {
                    throw new BadInputException($"{name}, effect of bounding, has an effect of bounding of its own. Leave it out.");
                }
            }
        }
    }

    /// <summary>The first thing that is missing in a statement or contradicts it, short of recomputing ε; or null. A claim that an attack refutes may be reported: readers must see it.</summary>
    public static ReportFinding? Fault(ModelStatement model) => model.Validate(recompute: false).FirstOrDefault(f => f.IsError && !(f.Path == "attack.epsilonAtLeast" && model.Attack.EpsilonAtLeast is >= 0 and < double.PositiveInfinity));

    /// <summary>A described column that the answer lacks or that is described twice, or null.</summary>
    public static string? Undescribable(AnswerReport answer)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return answer.Values.FirstOrDefault(v => !answer.Answer.Values.Contains(v.Column) || !seen.Add(v.Column))?.Column;
    }

    private static void Check(string name, AnswerReport answer)
    {
        if (answer is { Truth: not null, Receipt.IsPrivate: true })
        {
            throw new BadInputException($"{name} is private but carries the true answer; a report with it would publish the data. Leave Truth out, or ask a simulated ledger.");
        }

        if (Undescribable(answer) is { } column)
        {
            throw new BadInputException($"{name} describes the column '{column}', but each of its columns ({string.Join(", ", answer.Answer.Values)}) can be described once and no other.");
        }

        if (answer.Receipt.Derivation is { } derivation && EmbeddedJson.Fault(derivation) is { } fault)
        {
            throw new BadInputException($"{name} carries a derivation that {fault}, so it could not be read back as it stands. Give the receipt as the release has it.");
        }
    }
}
