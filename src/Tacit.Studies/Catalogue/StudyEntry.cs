namespace Tacit.Studies;

/// <summary>A paper of the catalogue.</summary>
/// <param name="Id">The study's name.</param>
/// <param name="Paper">The paper's title.</param>
/// <param name="Room">The room that holds the method.</param>
/// <param name="Claim">What must be shown.</param>
/// <param name="State">Whether the study can be run.</param>
public sealed record StudyEntry(string Id, string Paper, string Room, string Claim, StudyState State);
