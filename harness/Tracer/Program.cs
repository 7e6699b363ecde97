using Conformance.Engine;
using Conformance.Tracer.Commands;

return CommandTable.Run(args, (_, _, _, _) => throw new UnsupportedException("compiler", "this build cannot compile scripts yet"));
