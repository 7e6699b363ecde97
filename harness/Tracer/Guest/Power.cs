using Conformance.Tracer.Native;

namespace Conformance.Tracer.Guest;

/// <summary>Switches the machine off.</summary>
internal static class Power
{
    // include/uapi/linux/reboot.h
    private const int PowerOff = 0x4321FEDC;
    private const int Restart = 0x01234567;

    /// <summary>Writes out what is cached and switches off; where that does not work, restarts (which ends QEMU under -no-reboot). Does not return in a machine of ours.</summary>
    public static void Off()
    {
        Libc.Sync();
        _ = Libc.Reboot(PowerOff);
        _ = Libc.Reboot(Restart);
    }
}
