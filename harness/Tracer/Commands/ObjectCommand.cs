using Conformance.Engine;
using Conformance.Engine.ObjectFile;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer --emit-elf FILE</c>: writes a script as an object file.</summary>
internal static class ObjectCommand
{
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void Write(CompiledScript script, string path)
    {
        try
        {
            File.WriteAllBytes(path, ObjectWriter.Write(script.Object, Environment.CurrentDirectory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(Directory.Exists(path) ? $"--emit-elf: '{path}' is a directory: name a file in it" : $"--emit-elf: '{path}' cannot be written: {e.Message}");
        }
    }
}
