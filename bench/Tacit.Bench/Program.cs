using BenchmarkDotNet.Running;
using Tacit.Bench.Checks;

// dotnet run -c Release --project bench/Tacit.Bench -- --filter '*GroupBy*'
// dotnet run -c Release --project bench/Tacit.Bench -- check float-inverse
if (args is ["check", CollectorKills.Child, var place, var document])
{
    await CollectorKills.ServeAsync(place, document);
    return 0;
}

if (args is ["check", .. var checks])
{
    return LongChecks.Run(checks);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
