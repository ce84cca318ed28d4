using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Tacit.Bench -- --filter '*GroupBy*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
