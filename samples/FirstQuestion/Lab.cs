namespace FirstQuestion;

// docs: lab
/// <summary>A row of the laboratory values, by the names of its columns.</summary>
internal sealed record Lab(string Test, double? Value);
// end
