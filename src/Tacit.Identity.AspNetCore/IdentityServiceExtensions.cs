using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tacit.Identity.AspNetCore;
using Tacit.Identity.AspNetCore.Binding;
using Tacit.Identity.AspNetCore.Hosting;
using Tacit.Identity.AspNetCore.Json;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Tacit.Identity;

/// <summary>Tacit.Identity in the services of an application.</summary>
public static class IdentityServiceExtensions
{
    /// <summary>
    /// Adds a ring of keys, an <see cref="IdentityCodec"/> and an <see cref="ISkidGenerator"/>; opens identifiers of routes, queries and bodies, and encrypts those of
    /// answers and links. The application does not start without its keys and its instance.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Where keys and the instance come from, and what is opened.</param>
    /// <exception cref="InvalidOperationException">It is not said where keys or the instance come from, or new keys are of an epoch that is not opened.</exception>
    public static IServiceCollection AddTacitIdentity(this IServiceCollection services, Action<TacitIdentityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new TacitIdentityOptions();
        configure(options);
        var keys = options.Keys ?? throw new InvalidOperationException("It is not said where the keys of identifiers come from, for example: o.KeysFromFile(\"identity-ring.json\").");
        if (options.Instance is null)
        {
            throw new InvalidOperationException("It is not said which instance makes keys, for example: o.InstanceFromFile(\"instance-0\", appId: 1, instanceId: 0).");
        }

        if (!options.Policy.Epochs.Contains(options.Epoch))
        {
            throw new InvalidOperationException($"New keys are of epoch {options.Epoch}, which is not opened, so that no identifier of theirs would be known again. Add it to the epochs of the policy: o.Policy = o.Policy with {{ Epochs = [{string.Join(", ", options.Policy.Epochs.Append(options.Epoch))}] }}.");
        }

        services.AddHttpContextAccessor();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(keys);
        services.AddSingleton(s => new IdentityCodec(s.GetRequiredService<IdentityKeyRing>(), options.Policy, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HostedGenerator>();
        services.AddSingleton<TakenInstance>();
        services.AddSingleton<ISkidGenerator>(s => s.GetRequiredService<HostedGenerator>());
        services.AddSingleton<IHostedService, IdentityStart>();
        services.AddSingleton<IdentityDoor>();

        services.Configure<RouteOptions>(o => o.SetParameterPolicy<PublicIdRoute>("publicid"));
        services.AddOptions<HttpJsonOptions>().Configure<IServiceProvider>((o, s) => IdentityJson.Add(o.SerializerOptions, s));
        services.AddOptions<JsonOptions>().Configure<IServiceProvider>((o, s) => IdentityJson.Add(o.JsonSerializerOptions, s));
        services.AddSingleton<IApiDescriptionProvider, EntityIdDescriptions>();
        services.Configure<MvcOptions>(o =>
        {
            o.ModelBinderProviders.Insert(0, new EntityIdBinderProvider());
            o.Conventions.Add(new EntityIdSource());
            o.Filters.Add(new UnknownIdFilter());
        });
        return services;
    }
}
