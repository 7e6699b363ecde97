using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Tells that a helper failed, if the user wants to know; r0 is its answer and stays so.</summary>
    public void ReportFailure(TextSpan place, Helper helper)
    {
        if (_reports is null)
            return;
        var fine = Code.NewLabel();
        Code.JumpIf(helper == Helper.MapLookup ? Jump.NotEqual : Jump.GreaterOrEqual, Register.R0, 0, fine);
        var mark = _frame.Mark();
        var report = Place.Frame(_frame.Allocate(EventHeader.BriefSize + 8));
        Code.Store(report + EventHeader.BriefSize, Register.R0);
        Brief(report, EventKind.Output, _reports.ActionOf(place, helper));
        Output(report, EventHeader.BriefSize + 8);
        // A lookup's zero must be a number again to the verifier, not what the frame held.
        if (helper == Helper.MapLookup)
            Code.Set(Register.R0, 0);
        else
            Code.Load(Register.R0, report + EventHeader.BriefSize);
        _frame.Release(mark);
        Code.Bind(fine);
    }
}
