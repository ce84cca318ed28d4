namespace Tacit.Local;

/// <summary>What the permanent noise of RAPPOR is derived from: the two published clients differ.</summary>
public enum RapporEncoding
{
    /// <summary>HMAC-SHA256(secret, BE32(Bloom bits)): the Python client, and so one attribute for each secret.</summary>
    Python,

    /// <summary>HMAC-SHA256(secret, 01 ‖ encoder's name ‖ BE32(Bloom bits)): the C++ client, of which attributes may share a secret.</summary>
    Cpp,
}
