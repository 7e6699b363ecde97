using Conformance.Tracer.Commands;

return CommandTable.Run(args);
