namespace Tacit.Audit.Fairness;

/// <summary>One attribute of the rows, such as sex or a band of age.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">One for each row.</param>
public sealed record GroupColumn(string Name, IReadOnlyList<string> Values);
