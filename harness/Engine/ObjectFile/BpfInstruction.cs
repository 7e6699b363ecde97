using System.Runtime.InteropServices;

namespace Conformance.Engine.ObjectFile;

/// <summary>One eBPF instruction slot as the kernel reads it (<c>struct bpf_insn</c>, include/uapi/linux/bpf.h). LD_IMM64 takes two.</summary>
/// <param name="Opcode">Class, size and mode bits.</param>
/// <param name="Registers">Low nibble: destination, high nibble: source.</param>
/// <param name="Offset">Jump or memory offset.</param>
/// <param name="Immediate">Constant. With LD_IMM64 and source BPF_PSEUDO_MAP_FD (1) it holds the index of the map in <see cref="BpfObject.Maps"/>, replaced by the descriptor at load.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct BpfInstruction(byte Opcode, byte Registers, short Offset, int Immediate);
