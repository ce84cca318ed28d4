namespace Tacit.Accounting.LossDistributions;

/// <summary>Which of two neighbouring data sets the losses are taken under. A guarantee needs both directions.</summary>
public enum LossDirection
{
    /// <summary>Under the data set that has the unit, against the one without it.</summary>
    Remove,

    /// <summary>Under the data set without the unit, against the one that has it.</summary>
    Add,
}
