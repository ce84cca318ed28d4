namespace Tacit.Statistics;

/// <summary>What a linear model is fitted to.</summary>
public enum LinearObjective
{
    /// <summary>Cross-entropy of classes 0, 1, …: one vector of coefficients for each.</summary>
    Softmax,

    /// <summary>Cross-entropy of labels 0 and 1: one vector of coefficients.</summary>
    Logistic,

    /// <summary>Half the squared error of a number: one vector of coefficients.</summary>
    Squared,
}
