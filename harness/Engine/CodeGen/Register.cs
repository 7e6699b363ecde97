namespace Conformance.Engine.CodeGen;

/// <summary>
/// The registers of BPF (Documentation/bpf/standardization/instruction-set.rst). r0 holds results and is free for short use; r1 to r5 pass arguments and are
/// lost in every call; r6 keeps the context; r7 to r9 survive calls; r10 is the frame's top.
/// </summary>
public enum Register : byte
{
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
}
