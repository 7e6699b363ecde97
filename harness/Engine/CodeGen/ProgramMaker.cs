using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>Makes programs of bodies that belong together, as few as the verifier's limits allow.</summary>
internal sealed class ProgramMaker(MapLayout maps, SourceText source, bool recordFirings, IKernelTypes kernel, FailureReports? reports = null)
{
    // The verifier walks each path to the end of the program before it returns to the branches on the way, of which it remembers 8192
    // (BPF_COMPLEXITY_LIMIT_JMP_SEQ), and looks at a million instructions at most (BPF_COMPLEXITY_LIMIT_INSNS, kernel/bpf/verifier.c). Half of the one and a
    // small part of the other leave room for loops; a program that is refused nevertheless is halved by the session.
    private const int MostBranches = 4096;
    private const int MostInstructions = 65536;

    /// <summary>The programs for these bodies, in their order: one, unless that would be too large.</summary>
    public IReadOnlyList<BpfProgram> Make(IReadOnlyList<BoundProbe> bodies, DiagnosticBag diagnostics)
    {
        var programs = new List<BpfProgram>();
        ProgramGenerator? generator = null;
        foreach (var body in bodies)
        {
            if (generator is null or { Code: { Count: > MostInstructions } or { Branches: > MostBranches } })
            {
                Finish();
                generator = new ProgramGenerator(body, maps, source, recordFirings, kernel, reports);
            }

            if (generator.Add(body, diagnostics))
                continue;
            Finish();
            generator = new ProgramGenerator(body, maps, source, recordFirings, kernel, reports);
            _ = generator.Add(body, diagnostics);
        }

        Finish();
        return programs;

        void Finish()
        {
            if (generator is not null && !diagnostics.Any && generator.Finish() is { } program)
                programs.Add(program);
        }
    }

    /// <summary>The same bodies in two programs. They were generated once without a mistake, so there is none to report.</summary>
    public IReadOnlyList<BpfProgram> Halve(IReadOnlyList<BoundProbe> bodies)
    {
        var nothing = new DiagnosticBag(source);
        return [.. bodies.Chunk((bodies.Count + 1) / 2).SelectMany(half => Make(half, nothing))];
    }
}
