namespace Tacit.Audit;

/// <summary>Two inputs that the claim calls neighbours. An audit is as good as its pairs: give the worst ones, such as the extremes of the bounds, nobody against one unit, ties.</summary>
/// <param name="First">One input.</param>
/// <param name="Second">Its neighbour.</param>
/// <param name="Name">The pair in words, for the result.</param>
/// <typeparam name="T">The input of the mechanism.</typeparam>
public sealed record NeighbourPair<T>(T First, T Second, string Name);
