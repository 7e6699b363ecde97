using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Attach;

/// <summary>A program that the kernel has taken.</summary>
internal readonly record struct LoadedProgram(BpfProgram Program, Descriptor Descriptor);
