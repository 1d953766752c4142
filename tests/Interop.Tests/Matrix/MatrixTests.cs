using Matching.Interop.Matrix;

namespace Interop.Tests.Matrix;

/// <summary>The public interop cases between this suite and other people's libraries, in both directions.</summary>
[Trait("Category", "Slow")]
public sealed class MatrixTests(PairingRuns runs) : IClassFixture<PairingRuns>
{
    public static IEnumerable<object[]> CasesWith(string? peer) =>
        from pairing in Pairing.All
        where (pairing.Client ?? pairing.Server)?.Name == peer
        from name in pairing.Cases
        select new object[] { pairing.ToString(), name };

    [Theory]
    [MemberData(nameof(CasesWith), [null])]
    public Task Ours_EveryCase_Passes(string pairing, string name) => PassesAsync(pairing, name);

    [PeerTheory("grpc-js")]
    [MemberData(nameof(CasesWith), "grpc-js")]
    public Task GrpcJs_EveryCase_Passes(string pairing, string name) => PassesAsync(pairing, name);

    [PeerTheory("python")]
    [MemberData(nameof(CasesWith), "python")]
    public Task Python_EveryCase_Passes(string pairing, string name) => PassesAsync(pairing, name);

    [PeerTheory("c++")]
    [MemberData(nameof(CasesWith), "c++")]
    public Task CPlusPlus_EveryCase_Passes(string pairing, string name) => PassesAsync(pairing, name);

    [PeerTheory("web binary")]
    [MemberData(nameof(CasesWith), "web binary")]
    public Task WebInBinary_EveryCase_Passes(string pairing, string name) => PassesAsync(pairing, name);

    [PeerTheory("web text")]
    [MemberData(nameof(CasesWith), "web text")]
    public Task WebInText_EveryCase_Passes(string pairing, string name) => PassesAsync(pairing, name);

    private async Task PassesAsync(string pairing, string name) => Assert.Null(await runs.OutcomeAsync(pairing, name));
}
