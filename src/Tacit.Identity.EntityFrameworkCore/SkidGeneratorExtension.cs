using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Tacit.Identity;

/// <summary>The generator of a context, which is part of its options and not of its services: contexts of several generators share a model.</summary>
internal sealed class SkidGeneratorExtension(ISkidGenerator generator) : IDbContextOptionsExtension
{
    public DbContextOptionsExtensionInfo Info => new AboutIt(this);

    public static ISkidGenerator Of(DbContext context)
    {
        var options = context.GetService<IDbContextOptions>();
        return options.FindExtension<SkidGeneratorExtension>()?.Generator
            ?? options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetService<ISkidGenerator>()
            ?? throw new InvalidOperationException(
                $"{context.GetType().Name} has no generator of keys. Name one: options.UseTacitIdentity(generator), or register an ISkidGenerator where the context is registered.");
    }

    public void ApplyServices(IServiceCollection services)
    {
    }

    public void Validate(IDbContextOptions options)
    {
    }

    private ISkidGenerator Generator => generator;

    private sealed class AboutIt(SkidGeneratorExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "keys by Tacit.Identity ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is AboutIt;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["Tacit.Identity"] = "1";
    }
}
