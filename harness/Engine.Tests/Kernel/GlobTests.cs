using System.Text;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Kernel;

public sealed class GlobTests
{
    [TestCase("vfs_*", "vfs_read", true)]
    [TestCase("*", "", true)]
    [TestCase("*sleep*", "hrtimer_nanosleep_restart", true)]
    [TestCase("a*b*c", "abxbxc", true)]
    [TestCase("a*b*c", "abxbx", false)]
    [TestCase("vfs_*", "xvfs_read", false)]
    [TestCase("*read", "vfs_readv", false)]
    [TestCase("vfs.read", "vfs_read", false)]
    public void A_star_stands_for_any_characters_and_everything_else_for_itself(string pattern, string text, bool fits)
    {
        Glob.Matches(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(text)).Should().Be(fits);
    }
}
