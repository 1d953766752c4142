using Matching.Interop.Matrix;

namespace Interop.Tests.Matrix;

/// <summary>A test with a foreign program, skipped where that is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(string peer) => Skip = Peers.All.Single(one => one.Name == peer).Missing;
}
