namespace Tacit.Audit.Fairness;

/// <summary>Why privacy costs a group more: what clipping and an attack see of it. Given by whoever trained; they are as private as the data they were measured on.</summary>
/// <param name="Group">The group, by the name that reports use: <c>sex=female</c>, or <c>sex=female, age=60+</c>.</param>
/// <param name="ClippedShare">Share of its examples whose gradient was clipped.</param>
/// <param name="MeanGradientNorm">Mean norm of its gradients before clipping.</param>
/// <param name="MembershipTruePositiveRate">True positive rate of a membership attack at 1 % false positives.</param>
public sealed record GroupDiagnostics(string Group, double? ClippedShare = null, double? MeanGradientNorm = null, double? MembershipTruePositiveRate = null);
