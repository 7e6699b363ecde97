using Conformance.Engine;
using Conformance.Tracer.Commands;

return CommandTable.Run(args, ScriptCompiler.Compile);
