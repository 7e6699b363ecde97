using System.Buffers.Binary;
using System.Globalization;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>signal_name(number)</c>: what a signal means, in the C library's words.</summary>
public sealed class SignalNameFunction : Function
{
    // glibc, sysdeps/generic/siglist.h: the words of strsignal(3), from signal 1 of x86-64.
    private static readonly string[] Words =
    [
        "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error", "Floating point exception", "Killed", "User defined signal 1",
        "Segmentation fault", "User defined signal 2", "Broken pipe", "Alarm clock", "Terminated", "Stack fault", "Child exited", "Continued", "Stopped (signal)", "Stopped",
        "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded", "File size limit exceeded", "Virtual timer expired", "Profiling timer expired",
        "Window changed", "I/O possible", "Power failure", "Bad system call",
    ];

    /// <summary>Where real-time signals begin for programs: two before are the C library's own.</summary>
    private const int FirstRealTime = 34;

    private const int Last = 64;

    /// <inheritdoc/>
    public override string Name => "signal_name";

    /// <inheritdoc/>
    public override string? Signature => "signal_name(number)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var number = binder.Integer(call.Arguments[0], "a signal");
        return number is BoundNothing ? number : NumberAsText.Create(call.Span, number, new Meaning());
    }

    private sealed record Meaning() : Rendering("a signal's name")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) => new TextOutput(Of(BinaryPrimitives.ReadInt64LittleEndian(bytes)));

        private static string Of(long number) => number switch
        {
            >= 1 when number <= Words.Length => Words[number - 1],
            >= FirstRealTime and <= Last => string.Create(CultureInfo.InvariantCulture, $"Real-time signal {number - FirstRealTime}"),
            >= 0 and < FirstRealTime => string.Create(CultureInfo.InvariantCulture, $"Unknown signal {number}"),
            _ => "N/A",
        };
    }
}
