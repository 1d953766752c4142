using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Matching.Gateway;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests;

/// <summary>What becomes of a gRPC error on its way to an HTTP caller.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData(StatusCode.Cancelled, 499, "CANCELLED")]
    [InlineData(StatusCode.Unknown, 500, "UNKNOWN")]
    [InlineData(StatusCode.InvalidArgument, 400, "INVALID_ARGUMENT")]
    [InlineData(StatusCode.DeadlineExceeded, 504, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.NotFound, 404, "NOT_FOUND")]
    [InlineData(StatusCode.AlreadyExists, 409, "ALREADY_EXISTS")]
    [InlineData(StatusCode.PermissionDenied, 403, "PERMISSION_DENIED")]
    [InlineData(StatusCode.Unauthenticated, 401, "UNAUTHENTICATED")]
    [InlineData(StatusCode.ResourceExhausted, 429, "RESOURCE_EXHAUSTED")]
    [InlineData(StatusCode.FailedPrecondition, 400, "FAILED_PRECONDITION")]
    [InlineData(StatusCode.Aborted, 409, "ABORTED")]
    [InlineData(StatusCode.OutOfRange, 400, "OUT_OF_RANGE")]
    [InlineData(StatusCode.Unimplemented, 501, "UNIMPLEMENTED")]
    [InlineData(StatusCode.Internal, 500, "INTERNAL")]
    [InlineData(StatusCode.Unavailable, 503, "UNAVAILABLE")]
    [InlineData(StatusCode.DataLoss, 500, "DATA_LOSS")]
    public void From_EveryCode_HasItsStatusAndName(StatusCode code, int status, string name)
    {
        var problem = Problem.From(new RpcException(new Grpc.Core.Status(code, "What happened.")));

        Assert.Equal((status, name, "What happened."), (problem.Status, problem.Code, problem.Detail));
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(7, "7")]
    [InlineData(7.1, "8")]
    public async Task Write_RetryInfo_IsRetryAfterInWholeSeconds(double seconds, string header)
    {
        var error = Error(StatusCode.ResourceExhausted, new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) });
        var context = new DefaultHttpContext();

        await Problem.From(error).WriteAsync(context);

        Assert.Equal((429, header), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
    }

    [Fact]
    public void From_Details_AreMembers()
    {
        var error = Error(
            StatusCode.InvalidArgument,
            new ErrorInfo { Reason = "TOO_LONG", Domain = "matching", Metadata = { ["field"] = "vacancy.title" } },
            new BadRequest
            {
                FieldViolations =
                {
                    new BadRequest.Types.FieldViolation { Field = "vacancy.title", Description = "is too long." },
                    new BadRequest.Types.FieldViolation { Field = "vacancy.url", Description = "is no address." },
                },
            });

        var json = JsonNode.Parse(Problem.From(error).ToJson("/v1/vacancies"))!;

        Assert.Equal("urn:matching:problem:TOO_LONG", (string?)json["type"]);
        Assert.Equal("vacancy.title", (string?)json["metadata"]!["field"]);
        Assert.Equal(["vacancy.title", "vacancy.url"], json["errors"]!.AsArray().Select(item => (string?)item!["field"]));
    }

    private static RpcException Error(StatusCode code, params IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = "What happened." };
        status.Details.AddRange(details.Select(Any.Pack));
        return new RpcException(
            new Grpc.Core.Status(code, status.Message),
            new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}
