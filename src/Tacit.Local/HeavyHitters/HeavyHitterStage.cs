namespace Tacit.Local;

/// <summary>One prefix length.</summary>
/// <param name="Bits">Of the prefix.</param>
/// <param name="Reports">Of its group.</param>
/// <param name="Tried">Prefixes that were tried.</param>
/// <param name="Kept">Those with the largest estimates above the threshold, K at most.</param>
/// <param name="Threshold">At the last stage what an estimate must reach; zero before, where a prefix that is lost would not come back.</param>
public sealed record HeavyHitterStage(int Bits, long Reports, int Tried, int Kept, double Threshold);
