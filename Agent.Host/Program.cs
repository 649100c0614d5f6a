using Agent.Host.Commands;

return await CommandLine.RunAsync(args);
