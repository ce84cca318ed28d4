using System.CommandLine;
using System.Globalization;
using Tacit.Accounting;
using Tacit.Cli.Output;
using Tacit.Studies;

namespace Tacit.Cli.Commands;

/// <summary><c>tacit account compare</c>: ε(δ) of every accountant that takes the loss.</summary>
internal static class AccountCompareCommand
{
    private static readonly double[] Deltas = [.. Enumerable.Range(0, 19).Select(k => Math.Pow(10, -10 + (k / 2.0)))];

    public static Command Create()
    {
        var loss = new LossOptions();
        var output = new Option<string>("--output") { Description = "Where the chart goes: this name with .png, .svg and .html.", DefaultValueFactory = _ => "tacit-account" };
        var json = JsonOut.Option("Print a JSON object with relation, deltas, the curves and who refused why.");
        return AccountPriceCommand.With(
            new("compare", "Draws ε over δ for every accountant.\n\nExample: tacit account compare --gaussian 1.1 --sampling-rate 0.01 --steps 1000 --output curves"),
            loss,
            [output, json],
            async (result, token) =>
            {
                if (result.GetValue(loss.Accountant) is not null)
                {
                    throw new BadInputException("A comparison asks every accountant: leave out --accountant.");
                }

                var what = await loss.LossAsync(result, token);
                var relation = loss.RelationOf(result, what);
                var (curves, refused) = Curves(what, relation, token);
                var files = Draw(curves, result.GetValue(output)!, relation);
                if (result.GetValue(json))
                {
                    JsonOut.Print(new
                    {
                        relation = AccountPriceCommand.Name(relation),
                        deltas = Deltas,
                        curves = curves.Select(c => new { accountant = c.Name, epsilon = c.Values.Select(v => double.IsFinite(v) ? v : (double?)null) }),
                        refused,
                        files,
                        loss = AccountPriceCommand.Tree(what),
                    });
                    return Exit.Done;
                }

                foreach (var (name, values) in curves)
                {
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-9} ε at δ = 1e-8, 1e-6, 1e-4:  {values[4]:0.0000}  {values[8]:0.0000}  {values[12]:0.0000}"));
                }

                foreach (var (name, reason) in refused)
                {
                    Console.Out.WriteLine($"{name,-9} refused: {reason}");
                }

                Console.Out.WriteLine($"Drawn in {string.Join(", ", files)}.");
                return Exit.Done;
            });
    }

    private static (List<(string Name, double[] Values)> Curves, Dictionary<string, string> Refused) Curves(PrivacyLoss loss, Neighbours relation, CancellationToken token)
    {
        var curves = new List<(string, double[])>();
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var accountant in Accountant.All)
        {
            try
            {
                curves.Add((accountant.Name, Array.ConvertAll(Deltas, delta => accountant.Epsilon(loss, delta, relation, token).Upper)));
            }
            catch (UnpricedLossException e)
            {
                refused[accountant.Name] = e.What;
            }
        }

        return curves.Count > 0 ? (curves, refused) : throw new BadInputException($"No accountant takes this loss: {string.Join("; ", refused.Values.Distinct(StringComparer.Ordinal))}.");
    }

    private static IReadOnlyList<string> Draw(List<(string Name, double[] Values)> curves, string prefix, Neighbours relation)
    {
        var chart = new CurveChart("The ε that each accountant certifies", "δ", $"ε under {AccountPriceCommand.Words(relation)}");
        foreach (var (name, values) in curves)
        {
            chart.Add(name, Deltas, values);
        }

        try
        {
            return chart.Write(prefix);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The chart cannot be written to {prefix}: {e.Message}");
        }
    }
}
