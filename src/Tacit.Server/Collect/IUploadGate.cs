using Tacit.Local;

namespace Tacit.Server;

/// <summary>Says who may report: an app's own proof in the token of an upload, for example a one-use blinded token of its accounts. Without one, nothing bounds how many reports one person makes up.</summary>
public interface IUploadGate
{
    /// <summary>Whether the upload may be counted. Asked again for a retry of the same bytes, which must be let through as the first time.</summary>
    ValueTask<bool> MayReportAsync(Envelope envelope, CancellationToken cancellation);
}
