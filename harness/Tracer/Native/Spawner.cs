namespace Conformance.Tracer.Native;

/// <summary>What a child begins with; what is not said it has from this process.</summary>
internal sealed record ChildSetup
{
    /// <summary><c>NAME=VALUE</c> each; <c>null</c>: this process's own.</summary>
    public IEnumerable<string>? Environment { get; init; }

    /// <summary>Path of a file that it reads as its standard input.</summary>
    public string? Input { get; init; }

    /// <summary>A descriptor for its standard output, or -1.</summary>
    public int Output { get; init; } = -1;

    /// <summary>A descriptor for its standard error, or -1.</summary>
    public int Errors { get; init; } = -1;

    /// <summary>Whether all signals do what they do by default, and none is blocked.</summary>
    public bool DefaultSignals { get; init; }
}

/// <summary>
/// Starts processes by posix_spawn(3): one fork-like clone, one exec. Not <see cref="System.Diagnostics.Process"/>: that learns of a child's end by SIGCHLD, which the guest's first process
/// ignores so that the kernel reaps orphans, and then there is no exit status either.
/// </summary>
internal static unsafe class Spawner
{
    // asm-generic/fcntl.h
    private const int ReadOnly = 0;

    // <spawn.h>; the structures take 80 and 336 bytes with glibc, less with musl.
    private const short SetSignalMask = 8, SetSignalDefaults = 4;
    private const int StructureSize = 512, SignalSetSize = 128;

    /// <summary>Starts a program.</summary>
    /// <param name="path">Its path; not looked up anywhere.</param>
    /// <param name="words">Its arguments, its own name first.</param>
    /// <param name="setup">What it begins with.</param>
    /// <param name="processId">The child.</param>
    /// <returns>0, or the error number.</returns>
    public static int Start(string path, IEnumerable<string> words, ChildSetup setup, out int processId)
    {
        using var program = new NativeStrings([path]);
        using var arguments = new NativeStrings(words);
        using var variables = setup.Environment is { } given ? new NativeStrings(given) : new NativeStrings(File.ReadAllBytes("/proc/self/environ"));
        using var input = new NativeStrings([setup.Input ?? ""]);
        byte* actions = stackalloc byte[StructureSize], attributes = stackalloc byte[StructureSize];
        Libc.SpawnActionsInit(actions);
        if (setup.Input is not null)
            Libc.SpawnActionsOpen(actions, 0, input.Pointers[0], ReadOnly, 0);
        if (setup.Output >= 0)
            Libc.SpawnActionsDup(actions, setup.Output, 1);
        if (setup.Errors >= 0)
            Libc.SpawnActionsDup(actions, setup.Errors, 2);
        Libc.SpawnAttributesInit(attributes);
        if (setup.DefaultSignals)
            AskForDefaultSignals(attributes);
        int id;
        var error = Libc.Spawn(&id, program.Pointers[0], (nint)actions, (nint)attributes, arguments.Pointers, variables.Pointers);
        Libc.SpawnActionsDestroy(actions);
        Libc.SpawnAttributesDestroy(attributes);
        processId = error == 0 ? id : 0;
        return error;
    }

    private static void AskForDefaultSignals(byte* attributes)
    {
        byte* signals = stackalloc byte[SignalSetSize];
        new Span<byte>(signals, SignalSetSize).Clear();
        Libc.SpawnAttributesMask(attributes, signals);
        Libc.FillSignalSet(signals);
        Libc.SpawnAttributesDefaults(attributes, signals);
        Libc.SpawnAttributesFlags(attributes, SetSignalMask | SetSignalDefaults);
    }
}
