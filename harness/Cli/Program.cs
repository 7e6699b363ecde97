using Conformance.Cli;

return await CommandLine.RunAsync(args);
