using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>A map that is full takes no new keys: each that it did not take is counted, and said at the end.</summary>
public sealed partial class ProgramGenerator
{
    /// <summary>Counts an update that the kernel refused; r0 is its answer.</summary>
    private void CountRefused(MapSymbol map)
    {
        if (!_maps.CanBeFull(_maps.IndexOf(map)))
            return;
        var done = Code.NewLabel();
        Code.JumpIf(Jump.Equal, Register.R0, 0, done);
        CountLoss(_maps.FullEntryOf(_maps.IndexOf(map)));
        Code.Bind(done);
    }
}
