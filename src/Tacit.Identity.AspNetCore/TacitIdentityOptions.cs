using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Identity;

/// <summary>Where keys and instances come from, and what is opened.</summary>
public sealed class TacitIdentityOptions
{
    /// <summary>The ring of keys. It is made when the application starts, and zeroed when it ends.</summary>
    public Func<IServiceProvider, IdentityKeyRing>? Keys { get; set; }

    /// <summary>The instance of the generator. It is taken before the application answers, and given back when it has ended.</summary>
    public Func<IServiceProvider, CancellationToken, Task<IInstanceLease>>? Instance { get; set; }

    /// <summary>What is opened: encrypted forms alone, unless services that share the ring call.</summary>
    public IdentityPolicy Policy { get; set; } = IdentityPolicy.Public;

    /// <summary>The epoch of new keys.</summary>
    public byte Epoch { get; set; }

    /// <summary>How many forged plain forms of a client are answered a day, where plain forms are opened; beyond that its plain forms are refused until some of them have come back, evenly over a day. 4,096 guesses hit once in 2²⁰.</summary>
    public int FailuresOfAClient { get; set; } = 4096;

    /// <summary>How many forged plain forms of all clients together are answered a day. While these are used up, plain forms are opened only for clients that had shown a genuine one before, with 16 failures a day each, at most 1,024 of them. Encrypted forms are opened as always.</summary>
    public int FailuresOfAll { get; set; } = 16_384;

    /// <summary>Who a client is: its address, of IPv6 the network of 64 bits, unless given.</summary>
    public Func<HttpContext, string> Client { get; set; } = Address;

    /// <summary>Keys of a file, which is made where there is none.</summary>
    /// <param name="path">The file.</param>
    public void KeysFromFile(string path) => Keys = services => IdentityKeyRing.LoadOrCreate(path, services.GetService<TimeProvider>());

    /// <summary>Keys of an environment variable: roots in Base64, parted by commas; the first one makes identifiers.</summary>
    /// <param name="variable">The name of the variable.</param>
    public void KeysFromEnvironment(string variable) => Keys = _ => IdentityKeyRing.FromEnvironment(variable);

    /// <summary>Keys of the configuration: roots in Base64, as a list or parted by commas; the first one makes identifiers.</summary>
    /// <param name="key">The key, for example <c>Identity:Roots</c>.</param>
    public void KeysFromConfiguration(string key) => Keys = services => Roots(services.GetRequiredService<IConfiguration>().GetSection(key), key);

    /// <summary>An instance that a file guards, for one machine.</summary>
    /// <param name="path">The file.</param>
    /// <param name="appId">The application, 1 to 127.</param>
    /// <param name="instanceId">The instance, 0 to 63.</param>
    public void InstanceFromFile(string path, int appId, int instanceId) => Instance = (_, _) => Task.FromResult<IInstanceLease>(new FileInstanceLease(path, appId, instanceId));

    private static IdentityKeyRing Roots(IConfigurationSection section, string key)
    {
        var texts = section.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [.. section.GetChildren().Select(c => c.Value ?? string.Empty)];
        try
        {
            return texts.Length > 0
                ? IdentityKeyRing.FromBase64(texts)
                : throw new BadIdentityKeyException($"The configuration has no {key}. It holds roots of 32 bytes in Base64.");
        }
        catch (FormatException e)
        {
            throw new BadIdentityKeyException($"{key} in the configuration does not hold roots in Base64.", e);
        }
    }

    private static string Address(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 } or { IsIPv4MappedToIPv6: true })
        {
            return address?.MapToIPv4().ToString() ?? string.Empty;
        }

        // Whoever has one address of a network of 64 bits has them all.
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
