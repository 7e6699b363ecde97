namespace Conformance.Engine.ObjectFile;

/// <summary>The kernel's names of helper functions, for people: numbers of <c>enum bpf_func_id</c>, include/uapi/linux/bpf.h.</summary>
public static class HelperNames
{
    private static readonly Dictionary<int, string> s_names = new()
    {
        [1] = "map_lookup_elem", [2] = "map_update_elem", [3] = "map_delete_elem", [4] = "probe_read", [5] = "ktime_get_ns", [6] = "trace_printk", [7] = "get_prandom_u32",
        [8] = "get_smp_processor_id", [14] = "get_current_pid_tgid", [15] = "get_current_uid_gid", [16] = "get_current_comm", [22] = "perf_event_read",
        [25] = "perf_event_output", [27] = "get_stackid", [35] = "get_current_task", [37] = "current_task_under_cgroup", [42] = "get_numa_node_id", [45] = "probe_read_str",
        [55] = "perf_event_read_value", [56] = "perf_prog_read_value", [58] = "override_return", [67] = "get_stack", [80] = "get_current_cgroup_id", [109] = "send_signal",
        [112] = "probe_read_user", [113] = "probe_read_kernel", [114] = "probe_read_user_str", [115] = "probe_read_kernel_str", [117] = "send_signal_thread", [118] = "jiffies64",
        [120] = "get_ns_current_pid_tgid", [123] = "get_current_ancestor_cgroup_id", [125] = "ktime_get_boot_ns", [126] = "seq_printf", [127] = "seq_write",
        [130] = "ringbuf_output", [131] = "ringbuf_reserve", [132] = "ringbuf_submit", [133] = "ringbuf_discard", [134] = "ringbuf_query", [141] = "get_task_stack",
        [147] = "d_path", [148] = "copy_from_user", [149] = "snprintf_btf", [153] = "per_cpu_ptr", [154] = "this_cpu_ptr", [158] = "get_current_task_btf",
        [160] = "ktime_get_coarse_ns", [164] = "for_each_map_elem", [165] = "snprintf", [173] = "get_func_ip", [174] = "get_attach_cookie", [175] = "task_pt_regs",
        [176] = "get_branch_snapshot", [180] = "find_vma", [181] = "loop", [182] = "strncmp", [183] = "get_func_arg", [184] = "get_func_ret", [185] = "get_func_arg_cnt",
        [191] = "copy_from_user_task", [194] = "map_lookup_percpu_elem", [208] = "ktime_get_tai_ns",
    };

    /// <summary>The name without its prefix, or <c>helper</c> for one that we have no name for.</summary>
    public static string Of(int number) => s_names.GetValueOrDefault(number, "helper");
}
