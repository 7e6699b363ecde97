using System.Diagnostics;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Commands;

/// <summary><c>system("command", values…)</c>: runs a shell command when the session carries it out, and prints what it prints. Only with --unsafe.</summary>
public sealed class SystemFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "system";

    /// <inheritdoc/>
    public override string? Signature => "system(\"ls %s\", path)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!binder.Script.Options.Unsafe)
            return binder.Report(call.Span, "system() may change the machine and needs --unsafe", "add --unsafe to the command line");
        return FormattedText.Bind(binder, call) is { } text ? OutputCall.Create(binder, call.Span, text.Values, new Run(text)) : new BoundNothing(call.Span);
    }

    private sealed class Run(FormattedText text) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context)
        {
            var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(text.Render(payload, context.Rendering));
            try
            {
                using var process = Process.Start(start);
                if (process is null)
                    return;
                context.Emit(new PrintedText("syscall", process.StandardOutput.ReadToEnd()));
                process.WaitForExit();
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                context.Emit(new PrintedText("syscall", $"system(): /bin/sh cannot be started: {e.Message}\n"));
            }
        }
    }
}
