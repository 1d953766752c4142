using Google.Protobuf;
using Grpc.Core;
using Matching.Hosting;

namespace Hosting.Tests.Errors;

public sealed class FieldErrorsTests
{
    /// <summary>The metadata that C-core's clients take without complaint (GRPC_ARG_MAX_METADATA_SIZE).</summary>
    private const int MetadataLimitBytes = 8 * 1024;

    [Fact]
    public void ThrowIfAny_None_DoesNothing()
    {
        var errors = new FieldErrors();

        errors.ThrowIfAny();

        Assert.False(errors.Any);
    }

    [Fact]
    public void ThrowIfAny_Several_TellsAllOfThemAtOnce()
    {
        var errors = new FieldErrors();
        errors.Add("candidate.email", "TOO_LONG", "must have at most 254 characters.");
        errors.Add("candidate.skills[2].skill", "UNKNOWN_CONCEPT", "'x' is not known as a skill.");

        var failure = Failure.Of(errors.ThrowIfAny);

        Assert.Equal((StatusCode.InvalidArgument, "TOO_LONG"), (failure.Code, failure.Reason));
        Assert.Equal(["candidate.email", "candidate.skills[2].skill"], failure.Fields);
        Assert.Equal("candidate.email", failure.Metadata["field"]);
        Assert.Equal("candidate.email: must have at most 254 characters. (1 more)", failure.Message);
    }

    [Fact]
    public void Add_MoreThanAreListed_CountsTheRest()
    {
        var errors = new FieldErrors();
        for (var i = 0; i < 250; i++)
        {
            errors.Add($"f[{i}]", "BAD", "is bad.");
        }

        Assert.Equal(FieldErrors.MaximumListed, errors.Items.Count);
        Assert.Contains("(249 more)", Failure.Of(errors.ThrowIfAny).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("must be something that takes a good many words to say, so that a hundred of them grow large.")]
    [InlineData(
        "får inte vara så här: åäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäöåäö")]
    public void ThrowIfAny_VeryMany_FitsIntoTheTrailersOfEveryClient(string message)
    {
        var errors = new FieldErrors();
        for (var i = 0; i < 250; i++)
        {
            errors.Add($"candidate.skills[{i}].skill", "UNKNOWN_CONCEPT", message);
        }

        var error = Assert.Throws<RpcException>(errors.ThrowIfAny);

        Assert.InRange(TrailerBytes(error), 1, MetadataLimitBytes);
        Assert.InRange(Failure.Of(error).Fields.Count, 5, FieldErrors.MaximumListed);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('å')]
    [InlineData('\ud83d')]
    public void Create_AMegabyteOfMessage_FitsIntoTheTrailersOfEveryClient(char letter)
    {
        var megabyte = new string(letter, 1 << 20);

        Assert.InRange(TrailerBytes(RpcErrors.InvalidField(megabyte, "BAD", megabyte)), 1, MetadataLimitBytes);
        Assert.InRange(TrailerBytes(RpcErrors.NotFound("NONE", megabyte, megabyte)), 1, MetadataLimitBytes);
    }

    [Fact]
    public void ReadDetails_OfWhatWasCreated_GivesThemBack()
    {
        var error = RpcErrors.Create(
            StatusCode.ResourceExhausted, "TOO_MANY", "Too many.", ("resource", "candidates/1"), ("limit", "100"));

        var failure = Failure.Of(error);

        Assert.Equal(
            (StatusCode.ResourceExhausted, "TOO_MANY", "Too many."), (failure.Code, failure.Reason, failure.Message));
        Assert.Equal(("candidates/1", "100"), (failure.Metadata["resource"], failure.Metadata["limit"]));
        var details = RpcErrors.ReadDetails(error)!;
        Assert.Equal(((int)StatusCode.ResourceExhausted, "Too many."), (details.Code, details.Message));
        Assert.Equal("matching", details.Details.Single().Unpack<Google.Rpc.ErrorInfo>().Domain);
        Assert.Equal("type.googleapis.com/google.rpc.ErrorInfo", details.Details.Single().TypeUrl);
    }

    [Fact]
    public void ReadDetails_NoneOrBroken_IsNull()
    {
        Assert.Null(RpcErrors.ReadDetails(new RpcException(new Status(StatusCode.Internal, ""))));
        Assert.Null(RpcErrors.ReadDetails(new RpcException(
            new Status(StatusCode.Internal, ""), new Metadata { { RpcErrors.DetailsTrailer, [0xff, 0xff] } })));
    }

    /// <summary>What travels: the message percent-encoded, the details in base 64.</summary>
    private static int TrailerBytes(RpcException error) =>
        Uri.EscapeDataString(error.Status.Detail.Replace('\ud83d', '?')).Length
        + RpcErrors.ReadDetails(error)!.ToByteString().ToBase64().Length;
}
