using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Conformance.Engine.Tests.ObjectFile;

/// <summary>An object file loaded by libbpf itself, the way any C program would load it.</summary>
internal sealed partial class LoadedObject : IDisposable
{
    private readonly nint _object;

    private LoadedObject(nint handle) => _object = handle;

    public static LoadedObject Load(string path)
    {
        var handle = Open(path);
        handle.Should().NotBe(0, "libbpf opens the object");
        var loaded = new LoadedObject(handle);
        if (LoadAll(handle) is var answer and < 0)
        {
            loaded.Dispose();
            Assert.Fail($"libbpf could not load the object: {answer}");
        }

        return loaded;
    }

    /// <summary>The kernel's id of a program: the second number of struct bpf_prog_info (type, id), include/uapi/linux/bpf.h.</summary>
    public int ProgramId(string name)
    {
        var program = FindProgram(_object, name);
        program.Should().NotBe(0, $"the object has a program {name}");
        var info = new byte[256];
        var length = (uint)info.Length;
        GetInfo(ProgramDescriptor(program), info, ref length).Should().BeGreaterThanOrEqualTo(0);
        return BinaryPrimitives.ReadInt32LittleEndian(info.AsSpan(4));
    }

    public void Dispose() => Close(_object);

    [LibraryImport("libbpf", EntryPoint = "bpf_object__open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path);

    [LibraryImport("libbpf", EntryPoint = "bpf_object__load")]
    private static partial int LoadAll(nint handle);

    [LibraryImport("libbpf", EntryPoint = "bpf_object__close")]
    private static partial void Close(nint handle);

    [LibraryImport("libbpf", EntryPoint = "bpf_object__find_program_by_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FindProgram(nint handle, string name);

    [LibraryImport("libbpf", EntryPoint = "bpf_program__fd")]
    private static partial int ProgramDescriptor(nint program);

    [LibraryImport("libbpf", EntryPoint = "bpf_obj_get_info_by_fd")]
    private static partial int GetInfo(int descriptor, byte[] info, ref uint length);
}
