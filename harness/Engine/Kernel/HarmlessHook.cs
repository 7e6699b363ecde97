using System.Runtime.InteropServices;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Kernel;

/// <summary>A kernel function that this process can call at will, without effect and without anyone else noticing: getpgid(2).</summary>
/// <param name="Function">Its signature, if BTF knows it.</param>
internal sealed record HarmlessHook(string Name, KernelFunction? Function)
{
    /// <summary>The hook under this architecture's name.</summary>
    public static HarmlessHook Find(KernelTypes types)
    {
        // SYSCALL_DEFINE's wrapper: arch/x86/include/asm/syscall_wrapper.h, arch/arm64/include/asm/syscall_wrapper.h.
        var name = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "__arm64_sys_getpgid" : "__x64_sys_getpgid";
        return new(name, types.FindFunction(name));
    }

    /// <summary>Passes through the hook once, on this thread.</summary>
    public static void Call() => Libc.CallGetProcessGroup();
}
