namespace Tacit.Studies;

/// <summary>What a scale of a study takes.</summary>
/// <param name="Seeds">How many seeds it runs.</param>
/// <param name="Time">How long that takes on two cores, about.</param>
/// <param name="MegaBytes">The memory that it takes, about.</param>
public sealed record StudyCost(int Seeds, TimeSpan Time, int MegaBytes);
