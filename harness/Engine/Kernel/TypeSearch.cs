using System.Runtime.InteropServices;
using System.Text;
using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Kernel;

/// <summary>
/// Asks the kernel for the id of a type or function by name: it has its own types in memory, and a program of type syscall (Linux 5.14) may call a helper that looks through them. Where BTF cannot be mapped this spares
/// reading megabytes of it.
/// </summary>
internal static class TypeSearch
{
    // include/uapi/linux/bpf.h: BPF_PROG_TYPE_SYSCALL, BPF_F_SLEEPABLE, BPF_FUNC_btf_find_by_name_kind.
    private const uint SyscallProgram = 31;
    private const uint Sleepable = 1 << 4;
    private const int FindByNameKind = 167;

    private const int Frame = 10, Context = 6;

    /// <summary>Longer names than this are nobody's.</summary>
    private const int LongestName = 255;

    /// <summary>The id in the kernel's own BTF, 0 if it has none of that name and kind; <c>null</c> if this kernel does not answer such questions.</summary>
    public static int? Find(string name, BtfKind kind)
    {
        var text = Encoding.UTF8.GetBytes(name + '\0');
        if (text.Length > LongestName)
            return null;
        using var program = new Descriptor(BpfCalls.LoadProgram("find_type", new(SyscallProgram) { Flags = Sleepable }, Program(text, (int)kind)));
        if (program.IsInvalid)
            return null;
        long found = 0;
        if (BpfCalls.RunOnce(program, ref found) < 0)
            return null;
        switch (found)
        {
            case > uint.MaxValue:
                // A module's: the upper half is a new descriptor of its types, and the number is none of the kernel's own.
                _ = Libc.Close((int)(found >> 32));
                return 0;
            case > 0:
                return (int)found;
            default:
                return found == -Errno.ENOENT ? 0 : null;
        }
    }

    /// <summary>Puts the name on the stack, asks, and leaves the answer in the context, which the kernel copies back.</summary>
    private static BpfInstruction[] Program(byte[] name, int kind)
    {
        var words = new int[(name.Length + 7) / 8 * 2];
        name.AsSpan().CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        var start = -(4 * words.Length);
        return
        [
            TinyProgram.MoveRegister(Context, 1),
            .. words.Select((word, i) => TinyProgram.StoreConstant32(Frame, (short)(start + (4 * i)), word)),
            TinyProgram.MoveRegister(1, Frame),
            TinyProgram.Add(1, start),
            TinyProgram.Move(2, name.Length),
            TinyProgram.Move(3, kind),
            TinyProgram.Move(4, 0),
            TinyProgram.Call(FindByNameKind),
            TinyProgram.Store64(Context, 0, 0),
            .. TinyProgram.Nothing,
        ];
    }
}
