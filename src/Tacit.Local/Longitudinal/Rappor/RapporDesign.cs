namespace Tacit.Local;

/// <summary>Bits of cohorts, one after another, and the words that set them.</summary>
/// <param name="Targets">The unbiased share of users whose word sets each bit.</param>
/// <param name="Sizes">How many reports it is the share of; 0 where a cohort sent none.</param>
/// <param name="Places">For each candidate the bits that it sets, cohort by cohort; last all bits, for the words that nobody asked about.</param>
internal sealed record RapporDesign(double[] Targets, double[] Sizes, List<int>[] Places)
{
    /// <summary>What frequencies make the share of each bit.</summary>
    public double[] Shares(double[] frequencies)
    {
        var shares = new double[Targets.Length];
        for (var w = 0; w < Places.Length; w++)
        {
            Places[w].ForEach(i => shares[i] += frequencies[w]);
        }

        return shares;
    }
}
