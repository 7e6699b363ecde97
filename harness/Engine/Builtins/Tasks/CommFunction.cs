using System.Buffers.Binary;
using System.Globalization;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary><c>comm(pid)</c>: the name of another process, looked up when it is printed. The bare name is a builtin.</summary>
public sealed class CommFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "comm";

    /// <inheritdoc/>
    public override string? Signature => "comm or comm(pid)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(0, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments.Count == 0)
            return BuiltinTable.Find(Name)!.Bind(binder, call.Span);
        var process = binder.Integer(call.Arguments[0], "a process");
        return process is BoundNothing ? process : NumberAsText.Create(call.Span, process, new NameOfProcess());
    }

    private sealed record NameOfProcess() : Rendering("a process's name")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context)
        {
            var process = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            try
            {
                return new TextOutput(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/comm")).TrimEnd('\n'));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new TextOutput("N/A");
            }
        }
    }
}
