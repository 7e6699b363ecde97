using System.Text;
using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands.Running;

/// <summary>Where a script's output goes: standard output or a file, buffered as the options say. When nobody reads any more, it says so once and takes the rest in silence.</summary>
internal sealed class TracerOutput : ISessionSink, IDisposable
{
    private const int BufferBytes = 64 << 10;
    private const int StandardOutput = 1;

    private readonly StreamWriter _writer;
    private readonly Buffering _buffering;
    private readonly string _name;
    private readonly Action _onBroken;
    private bool _closed;

    private TracerOutput(Stream stream, string name, Buffering buffering, Action onBroken)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes);
        _name = name;
        _buffering = buffering;
        _onBroken = onBroken;
    }

    /// <summary>Whether output could not be written because its reader went away.</summary>
    public bool ReaderGone { get; private set; }

    /// <summary>Why output could not be written otherwise, or <c>null</c>.</summary>
    public string? Failure { get; private set; }

    /// <summary>Opens what the options name.</summary>
    /// <param name="onBroken">Called once when output can no longer be written: a reason to end.</param>
    /// <exception cref="UsageException">The file cannot be created.</exception>
    public static TracerOutput Open(ScriptOptions options, Action onBroken)
    {
        if (options.OutputFile is not { } path)
            return new(new DescriptorStream(StandardOutput), "standard output", options.Buffering, onBroken);
        try
        {
            return new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), $"'{path}'", options.Buffering, onBroken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(Directory.Exists(path) ? $"-o: '{path}' is a directory: name a file in it" : $"-o: '{path}' cannot be written: {e.Message}");
        }
    }

    public void OnFiring(in Firing firing)
    {
    }

    public void OnOutput(in OutputText output) => Write(output.Text);

    public void OnComplaint(in OutputText output) => Console.Error.Write(output.Text);

    /// <summary>Writes a piece of text.</summary>
    public void Write(string text) => Try(writer =>
    {
        writer.Write(text);
        if (_buffering == Buffering.None)
            writer.Flush();
    });

    /// <summary>Everything that was there to read has been written; what follows may take its time.</summary>
    public void EndOfBatch()
    {
        if (_buffering == Buffering.Line)
            Try(writer => writer.Flush());
    }

    /// <summary>Writes what is left; see then whether all of it could be written.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        Try(writer => writer.Dispose());
    }

    private void Try(Action<StreamWriter> action)
    {
        if (ReaderGone || Failure is not null)
            return;
        try
        {
            action(_writer);
        }
        catch (IOException e)
        {
            ReaderGone = e.HResult == ProcessCalls.BrokenPipe;
            Failure = ReaderGone ? null : $"{_name} cannot be written: {e.Message}";
            _onBroken();
        }
    }
}
