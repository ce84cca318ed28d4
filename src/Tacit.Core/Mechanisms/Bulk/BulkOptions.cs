namespace Tacit.Mechanisms.Bulk;

/// <summary>How a bulk draw uses the machine. Neither choice changes a value.</summary>
/// <param name="Threads">Threads at most; zero means one for each processor.</param>
/// <param name="Plain">Without vector and cipher instructions: slower, for checking and for other processors.</param>
public readonly record struct BulkOptions(int Threads = 0, bool Plain = false);
