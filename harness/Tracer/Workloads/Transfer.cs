using System.Runtime.InteropServices;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>Reads or writes through a pipe or a file in memory. All bytes of a thread fit into its pipe, so no call waits for another.</summary>
internal sealed unsafe class Transfer : Caller
{
    // include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int CloseOnExec = 0x80000;
    private const int SetPipeSize = 1031;

    // What a process may give its pipe without privileges (/proc/sys/fs/pipe-max-size).
    private const int PipeBytes = 1 << 20;

    private readonly List<int> _descriptors = [];
    private readonly long _times;
    private readonly long _number;
    private readonly int _good;
    private readonly int _bad;
    private readonly byte* _buffer;

    public Transfer(IReadOnlyDictionary<string, long> values, bool writes)
    {
        var bytes = values["bytes"];
        _times = values["times"];
        _number = writes ? SystemCall.Write : SystemCall.Read;
        Arguments = Repeat((_times, bytes), (values["ebadf"], bytes));
        if (_times * bytes > PipeBytes)
        {
            throw new WorkloadException($"{_times} calls of {bytes} bytes are more than a pipe holds ({PipeBytes} bytes): use fewer or smaller ones");
        }

        _buffer = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(1, bytes));
        var (reading, writing) = values["file"] == 1 ? OpenFile() : OpenPipe();
        (_good, _bad) = writes ? (writing, reading) : (reading, writing);
        for (var i = 0; i < _times && !writes; i++)
        {
            if (SystemCall.Make(SystemCall.Write, writing, (nint)_buffer, bytes) != bytes)
            {
                throw new WorkloadException($"cannot fill what is to be read: {Libc.LastError()}");
            }
        }
    }

    /// <summary>Parameters of both directions.</summary>
    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("times", "calls on each thread", 1, 0, 1_000_000),
        new("bytes", "bytes of each call", 8, 1, 65_536),
        new("ebadf", "calls on each thread after those, through the wrong end (EBADF)", 0, 0, 1_000_000),
        new("file", "1: a file in memory instead of a pipe", 0, 0, 1),
    ];

    public override long[] Arguments { get; }

    public override long Call(int index) => SystemCall.Make(_number, index < _times ? _good : _bad, (nint)_buffer, Arguments[index]);

    public override void Dispose()
    {
        foreach (var descriptor in _descriptors)
        {
            _ = Libc.Close(descriptor);
        }

        NativeMemory.Free(_buffer);
    }

    private (int Reading, int Writing) OpenPipe()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, CloseOnExec) < 0)
        {
            throw new WorkloadException($"cannot make a pipe: {Libc.LastError()}");
        }

        _descriptors.AddRange([ends[0], ends[1]]);
        return Libc.Control(ends[1], SetPipeSize, PipeBytes) < 0
            ? throw new WorkloadException($"cannot make a pipe of {PipeBytes} bytes: {Libc.LastError()}")
            : (ends[0], ends[1]);
    }

    // Opened twice by its name in /proc, so that each end has its own position and its own mode.
    private (int Reading, int Writing) OpenFile()
    {
        var name = stackalloc byte[] { (byte)'w', 0 };
        var file = (int)SystemCall.Make(SystemCall.MemoryFile, (nint)name, 1);
        if (file < 0)
        {
            throw new WorkloadException($"cannot make a file in memory: {Libc.LastError()}");
        }

        _descriptors.Add(file);
        return (Again(file, ReadOnly), Again(file, WriteOnly));
    }

    private int Again(int file, int mode)
    {
        var path = $"/proc/self/fd/{file}";
        var descriptor = Libc.Open(path, mode | CloseOnExec);
        if (descriptor < 0)
        {
            throw new WorkloadException($"cannot open {path}: {Libc.LastError()}");
        }

        _descriptors.Add(descriptor);
        return descriptor;
    }
}
