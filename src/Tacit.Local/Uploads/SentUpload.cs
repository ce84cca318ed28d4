using System.Runtime.InteropServices;

namespace Tacit.Local;

/// <summary>What a collector answered: the upload is durable there.</summary>
/// <param name="Batch">Identity of the upload: 32 hexadecimal digits.</param>
/// <param name="Reports">How many reports it has.</param>
/// <param name="IsDuplicate">Whether it had been counted before; it was not counted again.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SentUpload(string Batch, int Reports, bool IsDuplicate);
