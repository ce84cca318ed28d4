namespace Tacit.Mechanisms;

/// <summary>How a sampler turns uniform bits into a draw. Every route has the same law, exactly; they differ in speed and in the numbers that a seed gives.</summary>
/// <remarks>Guarantee: none of its own; that of the distribution, whichever route draws it.</remarks>
public enum SamplerRoute
{
    /// <summary><see cref="Table"/> for scales up to 2^12, <see cref="Coins"/> beyond.</summary>
    Automatic,

    /// <summary>Exact coins and rejection (Canonne, Kamath and Steinke 2020): nothing is prepared, any scale.</summary>
    Coins,

    /// <summary>One word of 64 bits against certified thresholds; a word that does not decide is continued. Preparing the table takes from microseconds to a third of a second (the Gaussian of σ = 4096), once for each scale.</summary>
    Table,

    /// <summary>The way that continues undecided words, for every draw: eight bits at a time against ever narrower enclosures. Slow; for checking <see cref="Table"/>.</summary>
    Precise,
}
