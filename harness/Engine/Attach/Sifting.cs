using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>
/// Makes one link on many functions. One bad function spoils all, and the kernel does not say which: then the list is halved until it is found. Good lists, the usual case, are
/// tried once.
/// </summary>
/// <param name="create">Makes a link on some of the targets, by their indices.</param>
/// <param name="reason">What is wrong with a function, in words, if that is what the kernel's answer means.</param>
/// <param name="advice">What to do if a function that the script names is refused.</param>
internal sealed class Sifting(IReadOnlyList<ProbeTarget> targets, Func<List<int>, int> create, Func<int, string?> reason, string advice)
{
    private readonly List<int> _good = [];
    private readonly List<string> _warnings = [];

    /// <exception cref="UnsupportedException">A function is missing.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public Attachment Open()
    {
        var all = Enumerable.Range(0, targets.Count).ToList();
        var answer = create(all);
        if (answer < 0 && reason(answer) is not null)
        {
            if (all.Count == 1)
                throw Refused(targets[0], answer);
            Halves(all);
            if (_good.Count > 0)
                answer = create(_good);
        }

        if (answer >= 0)
            return new Attachment(new Descriptor(answer)) { Warnings = _warnings };
        throw AttachFailure.Of($"attach {targets[0].AttachPoint}{(targets.Count > 1 ? $" and {targets.Count - 1} more" : "")}", answer);
    }

    private void Sift(List<int> members)
    {
        var answer = create(members);
        if (answer >= 0)
        {
            new Descriptor(answer).Dispose();
            _good.AddRange(members);
        }
        else if (members.Count > 1)
        {
            Halves(members);
        }
        else
        {
            var target = targets[members[0]];
            if (!target.Expanded)
                throw Refused(target, answer);
            _warnings.Add($"{target.AttachPoint} is left out: {reason(answer) ?? $"the kernel answers {Errno.Name(-answer)}"}");
        }
    }

    private void Halves(List<int> members)
    {
        Sift(members[..(members.Count / 2)]);
        Sift(members[(members.Count / 2)..]);
    }

    private Exception Refused(ProbeTarget target, int answer) => reason(answer) is { } words
        ? new UnsupportedException($"function:{target.FunctionName}", $"Cannot attach {target.AttachPoint}: {words}. {advice}") { Errno = -answer }
        : AttachFailure.Of($"attach {target.AttachPoint}", answer);
}
