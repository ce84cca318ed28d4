namespace Tacit.Server;

/// <summary>What who sent an upload is told.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Batch">Its identity: 32 hexadecimal digits of its SHA-256; empty if it could not be read.</param>
/// <param name="Reports">Its reports.</param>
/// <param name="Message">What is wrong and what to do; empty where it was counted.</param>
public sealed record UploadAnswer(UploadStatus Status, string Batch, int Reports, string Message);
