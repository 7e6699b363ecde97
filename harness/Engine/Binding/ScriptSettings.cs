using System.Globalization;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>
/// What the <c>config</c> block of a script, and variables such as <c>BPFTRACE_MAX_MAP_KEYS</c>, say to the engine; a variable wins over the block. A new setting is a line in the table.
/// </summary>
public static class ScriptSettings
{
    /// <summary>How environment variables that are settings begin.</summary>
    public const string Prefix = "BPFTRACE_";

    private const int PageBytes = 4096;

    /// <summary>Variables of bpftrace that are no settings of a script: the caller knows <c>btf</c>, the others are about headers, colours and parts that this engine does without.</summary>
    private static readonly string[] s_others = ["btf", "color", "kernel_build", "kernel_source", "vmlinux", "no_user_symbols", "no_cpp_demangle"];

    private static readonly Setting[] s_all =
    [
        new("max_map_keys", "a number up to 1073741824", (o, v) => Number(v, 1, 1 << 30) is { } n ? o with { MaxMapKeys = n } : null),
        new("max_probes", "a number up to 1048576", (o, v) => Number(v, 1, 1 << 20) is { } n ? o with { MaxProbes = n } : null),
        new("max_strlen", "a number of bytes up to 65536", (o, v) => Number(v, 1, 1 << 16) is { } n ? o with { MaxStringLength = n } : null),
        new("perf_rb_pages", "a number of pages up to 131072 (512 MiB)", (o, v) => Number(v, 1, 1 << 17) is { } n ? o with { RingBufferBytes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)n * PageBytes) } : null),
        new("missing_probes", "error, warn or ignore", (o, v) => v switch
        {
            "error" => o with { MissingProbes = MissingProbes.Error },
            "warn" => o with { MissingProbes = MissingProbes.Warn },
            "ignore" => o with { MissingProbes = MissingProbes.Ignore },
            _ => null,
        }),
        new("print_maps_on_exit", "true or false", (o, v) => Boolean(v) is { } b ? o with { PrintMapsAtEnd = b } : null),
        new("stack_mode", "bpftrace, perf or raw", (o, v) => v is "bpftrace" or "perf" or "raw" ? o with { StackMode = v } : null),
        new("max_cat_bytes", "a number of bytes", (o, v) => Number(v, 1, 1 << 30) is { } n ? o with { MaxCatBytes = n } : null),
        new("str_trunc_trailer", "a text", (o, v) => o with { TruncationTrailer = v }),
        // About parts of bpftrace that this engine does without, or features that are never a question here.
        .. new[]
        {
            "cache_user_symbols", "cpp_demangle", "lazy_symbolication", "log_size", "max_bpf_progs", "max_ast_nodes", "on_stack_limit", "show_debug_info", "symbol_source", "use_blazesym",
            "unstable_addr", "unstable_import", "unstable_macro", "unstable_map_decl", "unstable_tseries", "unstable_typeinfo",
            "debug_output", "max_type_res_iterations", "probe_inline", "unstable_import_statement", "unstable_dw_ustack",
        }.Select(name => new Setting(name, "a value", (o, _) => o)),
        // Our programs use functions that the kernel gives to GPL programs only.
        new("license", "\"GPL\"", (o, v) => v is "GPL" or "GPL v2" or "GPL and additional rights" or "Dual BSD/GPL" or "Dual MIT/GPL" or "Dual MPL/GPL" ? o : null),
    ];

    /// <summary>Makes options of a setting's value; <c>null</c> if it is not of the <paramref name="Wanted"/> kind.</summary>
    private sealed record Setting(string Name, string Wanted, Func<EngineOptions, string, EngineOptions?> Apply);

    /// <summary>Names of all settings.</summary>
    public static IEnumerable<string> Names => s_all.Select(s => s.Name);

    /// <summary>What the script's <c>config</c> record holds: settings that mean something here, and their values.</summary>
    public static IEnumerable<(string Name, object Value)> ValuesOf(EngineOptions options) =>
    [
        ("max_map_keys", options.MaxMapKeys), ("max_probes", options.MaxProbes), ("max_strlen", options.MaxStringLength), ("max_cat_bytes", options.MaxCatBytes),
        ("perf_rb_pages", options.RingBufferBytes / PageBytes), ("missing_probes", options.MissingProbes.ToString().ToLowerInvariant()), ("print_maps_on_exit", options.PrintMapsAtEnd),
        ("stack_mode", options.StackMode), ("str_trunc_trailer", options.TruncationTrailer), ("license", "GPL"),
    ];

    /// <summary>The options of one script: those given, changed by its block, then by the variables among them.</summary>
    public static EngineOptions Apply(IReadOnlyList<ConfigSetting> block, EngineOptions options, DiagnosticBag diagnostics)
    {
        var result = options;
        foreach (var setting in block)
        {
            if (Array.Find(s_all, s => s.Name == setting.Name) is not { } known)
                diagnostics.Report(setting.NameSpan, $"there is no setting '{setting.Name}'", NearNames.Hint(setting.Name, Names) ?? $"known are {string.Join(", ", s_all.Select(s => s.Name))}");
            else if (known.Apply(result, ValueOf(setting.Value)) is { } changed)
                result = changed;
            else
                diagnostics.Report(setting.Value.Span, $"{known.Name} wants {known.Wanted}");
        }

        foreach (var (name, value) in options.Variables)
        {
            if (Array.Find(s_all, s => s.Name == name) is not { } known)
            {
                if (!s_others.Contains(name))
                    diagnostics.Warn(default, $"the environment variable {Prefix}{name.ToUpperInvariant()} is no setting, and is ignored", NearNames.Hint(name, Names));
                continue;
            }

            result = known.Apply(result, value) ?? Wrong(result, $"{Prefix}{name.ToUpperInvariant()} is '{value}', but wants {known.Wanted}", diagnostics);
        }

        return result;
    }

    private static EngineOptions Wrong(EngineOptions options, string message, DiagnosticBag diagnostics)
    {
        diagnostics.Report(default, message, "correct or unset the environment variable");
        return options;
    }

    /// <summary>A value as it is written: a number, a word or a text.</summary>
    private static string ValueOf(Expression value) => value switch
    {
        IntegerExpression integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        TextExpression text => text.Text,
        NameExpression name => name.Name,
        _ => "",
    };

    private static int? Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static bool? Boolean(string value) => value.ToLowerInvariant() switch { "true" or "1" => true, "false" or "0" => false, _ => null };
}
