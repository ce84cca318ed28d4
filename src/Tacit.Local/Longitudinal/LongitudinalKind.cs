namespace Tacit.Local;

/// <summary>The ways to report the same attribute again and again: a first randomization that the device keeps for ever, and a second one for each report.</summary>
/// <remarks>What follows a name is n·Var of one report at a rare value. With E₁ the exponential of the ε of a report.</remarks>
public enum LongitudinalKind
{
    /// <summary>Generalized randomized response twice: (E₁ + k − 2)/(E₁ − 1)². Arcolezi, Couchot, Al Bouna and Xiao (2022), with the exact second round.</summary>
    LGrr,

    /// <summary>Symmetric unary encoding twice, basic RAPPOR: √E₁/(√E₁ − 1)². Erlingsson, Pihur and Korolova (2014).</summary>
    LSue,

    /// <summary>Optimized, then symmetric unary encoding: 4E₁/(E₁ − 1)². Arcolezi et al. (2022).</summary>
    LOsue,

    /// <summary>Optimized unary encoding twice. Its reports cannot come near to the first round's ε. Arcolezi et al. (2022).</summary>
    LOue,

    /// <summary>Symmetric, then optimized unary encoding. Its reports cannot come near to the first round's ε. Arcolezi et al. (2022).</summary>
    LSoue,

    /// <summary>Randomized response twice on one bit of a hash function that a user keeps. At most two answers are kept, so a life of changes costs at most 2·ε∞ while patterns are public. Arcolezi, Pinzón, Palamidessi and Gambs (2023).</summary>
    BiLoloha,

    /// <summary>The same on g hash values, with the g of the smallest error: about 4E₁/(E₁ − 1)².</summary>
    OLoloha,
}
