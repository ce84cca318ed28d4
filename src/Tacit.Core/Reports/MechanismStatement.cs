namespace Tacit.Reports;

/// <summary>One mechanism of a training run, all its steps together.</summary>
/// <param name="Name">The mechanism in words.</param>
/// <param name="Sensitivity">What one unit moves, in words and units.</param>
/// <param name="ClipNorm">The largest norm of a contribution; null where nothing is clipped.</param>
/// <param name="NoiseMultiplier">Noise over sensitivity; null for mechanisms that have none.</param>
/// <param name="Executed">How steps chose their rows as the program ran.</param>
/// <param name="Accounted">How they do in the price.</param>
/// <param name="Steps">How many steps there were.</param>
/// <param name="Loss">The loss of all steps, as it was accounted.</param>
public sealed record MechanismStatement(
    string Name, string Sensitivity, double? ClipNorm, double? NoiseMultiplier, SamplingScheme Executed, SamplingScheme Accounted, long Steps, PrivacyLoss Loss);
