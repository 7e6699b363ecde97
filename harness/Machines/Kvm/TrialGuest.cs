using Conformance.Machines.Qemu;

namespace Conformance.Machines.Kvm;

/// <summary>
/// The smallest guest that is an ordinary one: a 64 KiB ROM that goes from the reset vector through protected mode into 64-bit mode with paging, says so, runs
/// a loop that writes to memory, and ends QEMU. It needs no kernel and no firmware.
/// </summary>
public static class TrialGuest
{
    /// <summary>What it writes to QEMU's debug console (port 0xe9) once it is in 64-bit mode.</summary>
    public const byte Alive = (byte)'S';

    /// <summary>Rounds of the loop: 5 ms or so on a processor, 20 ms under TCG.</summary>
    public const int Rounds = 2_000_000;

    /// <summary>QEMU's exit code when the guest has finished: <c>isa-debug-exit</c> makes <c>value * 2 + 1</c> of what is written to its port.</summary>
    public const int FinishedExitCode = (Finished << 1) | 1;

    private const byte Finished = 0x2a;
    private const int Size = 65536;

    // Addresses as the guest sees them: the ROM's last 64 KiB appear below 1 MiB.
    private const uint Base = 0xf0000;
    private const int ResetVector = 0xfff0;
    private const int Descriptors = 0x100;
    private const int DescriptorsPointer = 0x120;

    /// <summary>QEMU's arguments for it, in the sandbox that every guest gets: what does not work there does not work.</summary>
    /// <param name="accelerator"><c>kvm</c>, or <c>tcg</c> to prove that the guest is right.</param>
    /// <param name="rom">Path of the file that holds <see cref="Rom"/>.</param>
    public static IReadOnlyList<string> Arguments(string accelerator, string rom) =>
    [
        "-accel", accelerator, "-cpu", "max", "-smp", "1", "-M", "q35", "-m", "16", "-nodefaults", "-no-user-config", "-nic", "none", "-display", "none",
        "-no-reboot", .. new Sandbox().QemuArguments, "-bios", rom, "-debugcon", "stdio", "-device", "isa-debug-exit,iobase=0xf4,iosize=1",
    ];

    /// <summary>The ROM's bytes.</summary>
    public static byte[] Rom()
    {
        var rom = new byte[Size];
        Code().CopyTo(rom, 0);
        DescriptorTable.CopyTo(rom, Descriptors);
        byte[] pointer = [31, 0, .. Address(Base + Descriptors)];
        pointer.CopyTo(rom, DescriptorsPointer);
        byte[] toCode = [0xea, 0x00, 0x00, 0x00, 0xf0]; // jmp 0xf000:0
        toCode.CopyTo(rom, ResetVector);
        return rom;
    }

    // Intel SDM volume 3, 3.4.5: null, 32-bit code, data, 64-bit code; flat. The "accessed" bits are set already, because
    // the processor would set them itself, and this table is in read-only memory.
    private static byte[] DescriptorTable =>
    [
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0xff, 0xff, 0x00, 0x00, 0x00, 0x9b, 0xcf, 0x00,
        0xff, 0xff, 0x00, 0x00, 0x00, 0x93, 0xcf, 0x00,
        0xff, 0xff, 0x00, 0x00, 0x00, 0x9b, 0xaf, 0x00,
    ];

    // Intel SDM volume 3, 10.8.5 "Initializing IA-32e Mode".
    private static byte[] Code()
    {
        byte[] real =
        [
            0xfa,                                                               // cli
            0xb8, 0x00, 0xf0,                                                   // mov ax, 0xf000
            0x8e, 0xd8,                                                         // mov ds, ax
            0x0f, 0x01, 0x16, DescriptorsPointer & 0xff, DescriptorsPointer >> 8, // lgdt [DescriptorsPointer]
            0x0f, 0x20, 0xc0,                                                   // mov eax, cr0
            0x0c, 0x01,                                                         // or al, 1 (protected mode)
            0x0f, 0x22, 0xc0,                                                   // mov cr0, eax
        ];
        var protectedAt = Base + (uint)real.Length + 8;
        byte[] toProtected = [0x66, 0xea, .. Address(protectedAt), 0x08, 0x00]; // jmp 8:protected
        byte[] @protected =
        [
            0x66, 0xb8, 0x10, 0x00,                                             // mov ax, 16
            0x8e, 0xd8,                                                         // mov ds, ax
            0xc7, 0x05, .. Address(0x1000), .. Address(0x2003),                 // page tables: level 4 at 0x1000,
            0xc7, 0x05, .. Address(0x2000), .. Address(0x3003),                 // level 3 at 0x2000,
            0xc7, 0x05, .. Address(0x3000), .. Address(0x0083),                 // level 2 at 0x3000: one page of 2 MiB at 0
            0x0f, 0x20, 0xe0,                                                   // mov eax, cr4
            0x83, 0xc8, 0x20,                                                   // or eax, 0x20 (physical address extension)
            0x0f, 0x22, 0xe0,                                                   // mov cr4, eax
            0xb8, .. Address(0x1000),                                           // mov eax, 0x1000
            0x0f, 0x22, 0xd8,                                                   // mov cr3, eax
            0xb9, .. Address(0xc0000080),                                       // mov ecx, IA32_EFER
            0x0f, 0x32,                                                         // rdmsr
            0x0d, .. Address(0x100),                                            // or eax, 0x100 (64-bit mode)
            0x0f, 0x30,                                                         // wrmsr
            0x0f, 0x20, 0xc0,                                                   // mov eax, cr0
            0x0d, .. Address(0x80000000),                                       // or eax, 0x80000000 (paging)
            0x0f, 0x22, 0xc0,                                                   // mov cr0, eax
        ];
        var longAt = protectedAt + (uint)@protected.Length + 7;
        byte[] toLong = [0xea, .. Address(longAt), 0x18, 0x00];                 // jmp 24:long
        byte[] @long =
        [
            0xb0, Alive,                                                        // mov al, 'S'
            0xe6, 0xe9,                                                         // out 0xe9, al
            0xb9, .. Address(Rounds),                                           // mov ecx, rounds
            0x48, 0x01, 0x0c, 0x25, .. Address(0x4000),                         // add [0x4000], rcx
            0xff, 0xc9,                                                         // dec ecx
            0x75, 0xf4,                                                         // jnz to the add
            0xb0, Finished,                                                     // mov al, finished
            0xe6, 0xf4,                                                         // out 0xf4, al
            0xf4,                                                               // hlt
            0xeb, 0xfd,                                                         // jmp to the hlt
        ];
        return [.. real, .. toProtected, .. @protected, .. toLong, .. @long];
    }

    private static byte[] Address(uint value)
    {
        var bytes = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
