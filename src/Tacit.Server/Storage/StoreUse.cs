namespace Tacit.Server;

/// <summary>What a transaction is for.</summary>
internal enum StoreUse
{
    /// <summary>Somebody asks what was counted.</summary>
    Read,

    /// <summary>A shard is read in order to count on: uploads wait for it.</summary>
    Load,

    /// <summary>Something is written.</summary>
    Write,
}
