namespace Tacit.Audit.Fairness;

/// <summary>The scores of one private model on private test rows. Columns of one name and ε are runs of one model.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Epsilon">ε of its training.</param>
public sealed record ScoredColumn(string Name, double Epsilon);
