using Agent.Benchmarks;

return await BenchmarkProgram.RunAsync(args);
