namespace Conformance.Harness.Invariants;

/// <summary>The table of invariants that experiments find out: a new one is a line here and an experiment in the agent's table.</summary>
public static class ExperimentInvariants
{
    /// <summary>All of them, by number.</summary>
    public static IReadOnlyList<ExperimentInvariant> All { get; } =
    [
        new(7, "ordering-step", Layer.Fact, "Which step fixes the run order: opening the perf event, setting its program or switching it on.", "kernel/trace/trace_event_perf.c, kernel/bpf/core.c (bpf_prog_array_copy), kernel/kprobes.c (register_aggr_kprobe), kernel/events/core.c (ctx_resched)"),
        new(8, "detach-middle", Layer.Fact, "Detach the middle one: the rest keep their order; attach it again: where does it go?", "kernel/bpf/trampoline.c, kernel/kprobes.c, kernel/bpf/core.c (bpf_prog_array_copy)"),
        new(9, "two-tracers", Layer.Promise, "Two tracer processes on one hook: each one's own order holds.", "", ("own-order", "holds")),
        new(12, "order-across", Layer.Fact, "kprobe against kprobe.multi, kretprobe against kretprobe.multi, sessions against both; raw tracepoint against tracepoint: which runs first.", "kernel/trace/ftrace.c, kernel/trace/fprobe.c, include/linux/tracepoint.h"),
        new(13, "fmod-ret", Layer.Kernel, "fentry, then fmod_ret, the function, fexit; a non-zero fmod_ret skips the later ones and the function.", "arch/x86/net/bpf_jit_comp.c (arch_prepare_bpf_trampoline)", ("order", "fentry, fmod_ret, fmod_ret, fexit"), ("non-zero-skips", "later fmod_ret and the function")),
        new(19, "nested-probes", Layer.Fact, "Which nested probes are skipped inside a running probe, and whether the kernel counts them.", "kernel/trace/bpf_trace.c (trace_call_bpf, bpf_prog_active), kernel/bpf/trampoline.c (__bpf_prog_enter)"),
        new(20, "concurrent-returns", Layer.Fact, "Concurrent sleepers beyond kretprobe's maxactive; fexit sees all.", "kernel/kprobes.c (maxactive, rethook)"),
        new(21, "programs-per-hook", Layer.Fact, "How many programs one hook takes, per mechanism, and the error after that; what the whole set does when one too many is attached.", "include/linux/bpf.h (BPF_MAX_TRAMP_LINKS), kernel/trace/bpf_trace.c (BPF_TRACE_MAX_PROGS)"),
        new(22, "mid-call", Layer.Fact, "A return probe attached or detached, by this or another tracer, while a task sleeps inside the function: who still fires?", "kernel/bpf/trampoline.c (bpf_tramp_image_put), kernel/kprobes.c (kretprobe instances)"),
        new(23, "silent-after-detach", Layer.Promise, "A return probe detached mid-call never fires for that call after detach has returned.", "", ("undisturbed", "fires"), ("fires-after-detach", "no")),
        new(24, "attached-twice", Layer.Fact, "The same program attached twice: accepted, or which error?", "kernel/bpf/trampoline.c, kernel/trace/bpf_trace.c (bpf_prog_array_copy)"),
        new(25, "killed-tracer", Layer.Promise, "A tracer that is killed (SIGKILL) leaves no program, link or map behind.", "", ("left-behind", "nothing")),
        new(27, "recursion", Layer.Fact, "Recursion: a probe on a function that the probe itself calls.", "kernel/trace/bpf_trace.c (bpf_prog_active), kernel/bpf/trampoline.c (recursion protection)"),
    ];
}
