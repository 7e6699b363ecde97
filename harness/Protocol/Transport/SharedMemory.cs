using System.IO.MemoryMappedFiles;

namespace Conformance.Protocol.Transport;

/// <summary>A file that host and guest have both mapped: two rings, one a direction. To the guest it is the memory of a PCI device, to the host a plain file.</summary>
/// <remarks>It is unmapped when nobody can reach it any more, and not before: a late write into memory that is gone would end the process.</remarks>
public sealed unsafe class SharedMemory
{
    /// <summary>Its size in bytes: more than a usual job's whole trace in each direction.</summary>
    public const int Size = 2 << 20;

    private readonly MemoryMappedViewAccessor _view;

    private SharedMemory(MemoryMappedFile file)
    {
        _view = file.CreateViewAccessor(0, Size);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        ToHost = new SharedRing(this, start, Size / 2);
        ToGuest = new SharedRing(this, start + (Size / 2), Size / 2);
    }

    /// <summary>What the guest writes.</summary>
    internal SharedRing ToHost { get; }

    /// <summary>What the host writes.</summary>
    internal SharedRing ToGuest { get; }

    /// <summary>Makes a new file of zeros, for its owner alone.</summary>
    /// <exception cref="IOException">It cannot be made there.</exception>
    public static SharedMemory Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, PreallocationSize = Size };
        // Allocated now: a disk that is full says so here, instead of ending the process at the first write.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options))
            file.SetLength(Size);
        return Open(path);
    }

    /// <summary>Maps a file that is there.</summary>
    /// <exception cref="IOException">There is none, or it is too small or cannot be mapped.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be mapped.</exception>
    public static SharedMemory Open(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: < Size } small)
            throw new IOException($"{path} has {small.Length} bytes, shared memory takes {Size}");
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        return new SharedMemory(file);
    }

    /// <summary>The view's own finalizer unmaps it after this.</summary>
    ~SharedMemory() => _view?.SafeMemoryMappedViewHandle.ReleasePointer();
}
