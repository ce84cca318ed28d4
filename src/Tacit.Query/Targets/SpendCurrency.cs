namespace Tacit.Query;

/// <summary>What a spend is counted in.</summary>
public enum SpendCurrency
{
    /// <summary>ε: discrete Laplace noise.</summary>
    Epsilon = 0,

    /// <summary>ρ: discrete Gaussian noise.</summary>
    Rho = 1,
}
