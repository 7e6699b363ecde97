using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Commands;

/// <summary><c>cat("path", values…)</c>: prints a file when the session carries it out.</summary>
public sealed class CatFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "cat";

    /// <inheritdoc/>
    public override string? Signature => "cat(\"/proc/%d/maps\", pid)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) =>
        FormattedText.Bind(binder, call) is { } text ? OutputCall.Create(binder, call.Span, text.Values, new Print(text, binder.Script.Options.MaxCatBytes, ComplaintFunction.At(binder, call.Span, warning: false))) : new BoundNothing(call.Span);

    private sealed class Print(FormattedText text, int most, Complaint place) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context)
        {
            var path = text.Render(payload, context.Rendering);
            try
            {
                context.Emit(new PrintedText("cat", System.Text.Encoding.UTF8.GetString(KernelFile.ReadToEnd(path) is var all && all.Length > most ? all.Span[..most] : all.Span)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                var why = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message;
                context.Emit(place with { Text = $"cat() cannot read {path}: {why}" });
            }
        }
    }
}
