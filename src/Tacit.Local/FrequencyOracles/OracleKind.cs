namespace Tacit.Local;

/// <summary>The ways to report one of k values so that the collector learns how frequent each is and not what one user has.</summary>
/// <remarks>Their error at a rare value, n·Var with E = e^ε, is stated with each; <see cref="FrequencyOracle.Plan"/> chooses.</remarks>
public enum OracleKind
{
    /// <summary>Generalized randomized response: the value, or another one. (E + k − 2)/(E − 1)². Best for small domains. Warner (1965), Kairouz, Oh and Viswanath (2014).</summary>
    Grr,

    /// <summary>Symmetric unary encoding, basic one-time RAPPOR: k bits, each flipped alike. √E/(√E − 1)². Erlingsson, Pihur and Korolova (2014).</summary>
    Sue,

    /// <summary>Optimized unary encoding: k bits, ones kept by a fair coin, zeros rarely raised. 4E/(E − 1)². Wang, Blocki, Li and Jha (2017).</summary>
    Oue,

    /// <summary>Binary local hashing: a hash function and one bit. ((E + 1)/(E − 1))². Bassily and Smith (2015).</summary>
    Blh,

    /// <summary>Optimized local hashing: a hash function and a randomized hash value, 9 bytes for any domain up to 65,536. About 4E/(E − 1)². Wang et al. (2017).</summary>
    Olh,

    /// <summary>Subset selection: a random set of ω values that holds the true one more often. The smallest error of all at most domains. Ye and Barg (2018).</summary>
    Subset,

    /// <summary>Histogram encoding with a threshold on the client: k bits. Delivers less than ε and is still less precise than <see cref="Oue"/>: here for comparison. Wang et al. (2017).</summary>
    The,

    /// <summary>Hadamard response: the place and the sign of one coefficient. ((E + 1)/(E − 1))², the fewest bytes and the fastest counting. Acharya, Sun and Zhang (2019).</summary>
    Hadamard,
}
