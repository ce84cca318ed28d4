using System.Runtime.InteropServices;

namespace Tacit.Server;

/// <summary>What became of an upload, between silos.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">What is wrong and what to do; empty where it was counted.</param>
[GenerateSerializer]
[Immutable]
[Alias("tacit.collector.answer")]
[StructLayout(LayoutKind.Auto)]
public readonly record struct ShardAnswer([property: Id(0)] UploadStatus Status, [property: Id(1)] string Message);
