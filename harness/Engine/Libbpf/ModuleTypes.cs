using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Engine.Libbpf;

/// <summary>Descriptors of the BTF that the kernel holds for its modules; programs on a module's functions are loaded against one.</summary>
internal static unsafe class ModuleTypes
{
    // enum bpf_cmd, include/uapi/linux/bpf.h.
    private const int DescriptorById = 19; // BPF_BTF_GET_FD_BY_ID
    private const int NextId = 23; // BPF_BTF_GET_NEXT_ID

    /// <summary>The BTF of a loaded module; invalid if there is none or it may not be had.</summary>
    public static Descriptor Open(string module)
    {
        var wanted = Encoding.UTF8.GetBytes(module);
        var ids = new IdRequest();
        while (Libc.Bpf(NextId, &ids, sizeof(IdRequest)) >= 0)
        {
            ids = new IdRequest { Id = ids.Next };
            var request = new IdRequest { Id = ids.Id };
            var types = new Descriptor(Libc.Bpf(DescriptorById, &request, sizeof(IdRequest)));
            if (!types.IsInvalid && NameOf(types).SequenceEqual(wanted))
                return types;
            types.Dispose();
        }

        return new Descriptor(-Errno.ENOENT);
    }

    private static byte[] NameOf(Descriptor types)
    {
        Span<byte> name = stackalloc byte[64];
        fixed (byte* buffer = name)
        {
            var info = new Info { Name = (ulong)buffer, NameLength = (uint)name.Length };
            var size = (uint)sizeof(Info);
            if (LibbpfNative.ObjectInfo(types.Number, &info, &size) < 0)
                return [];
        }

        var end = name.IndexOf((byte)0);
        return name[..Math.Max(0, end)].ToArray();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IdRequest
    {
        public uint Id;
        public uint Next;
        public uint Flags;
    }

    /// <summary><c>struct bpf_btf_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Info
    {
        public ulong Data;
        public uint DataSize;
        public uint Id;
        public ulong Name;
        public uint NameLength;
        public uint OfKernel;
    }
}
