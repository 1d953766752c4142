"""Runs interop cases on a server: client.py HOST PORT CASE... A line for each: its name and ok or FAIL."""
import queue
import sys
import time

import grpc

from messages import (
    SERVICE, BoolValue, EchoStatus, Empty, ResponseParameters, SimpleRequest, SimpleResponse,
    StreamingInputCallRequest, StreamingInputCallResponse, StreamingOutputCallRequest, StreamingOutputCallResponse,
    zeros)
from reflection import call_by_reflection
from relay import CountingRelay

PATIENCE_SECONDS = 20
REQUEST_SIZES = [27182, 8, 1828, 45904]
RESPONSE_SIZES = [31415, 9, 2653, 58979]
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
ECHO = (("x-grpc-test-echo-initial", "test_initial_metadata_value"),
        ("x-grpc-test-echo-trailing-bin", b"\xab\xab\xab"))


class Client:
    def __init__(self, channel):
        self.channel = channel

        def path(method, service=SERVICE):
            return f"/{service}/{method}"

        def serialize(request):
            return request.SerializeToString()

        self.empty = channel.unary_unary(path("EmptyCall"), serialize, Empty.FromString)
        self.unary = channel.unary_unary(path("UnaryCall"), serialize, SimpleResponse.FromString)
        self.output = channel.unary_stream(
            path("StreamingOutputCall"), serialize, StreamingOutputCallResponse.FromString)
        self.input = channel.stream_unary(path("StreamingInputCall"), serialize, StreamingInputCallResponse.FromString)
        self.duplex = channel.stream_stream(path("FullDuplexCall"), serialize, StreamingOutputCallResponse.FromString)
        self.no_method = channel.unary_unary(path("UnimplementedCall"), serialize, Empty.FromString)
        self.no_service = channel.unary_unary(
            path("UnimplementedCall", "grpc.testing.UnimplementedService"), serialize, Empty.FromString)


def expect(expected, actual, what):
    if expected != actual:
        raise AssertionError(f"{what} is {actual!r}, not {expected!r}")


def expect_failure(code, call):
    try:
        call()
    except grpc.RpcError as error:
        expect(code, error.code(), "the status")
        return error
    raise AssertionError(f"the status is OK, not {code}")


def output(size, request_size=0, **more):
    return StreamingOutputCallRequest(
        response_parameters=[ResponseParameters(size=size)], payload=zeros(request_size), **more)


def large(**more):
    return SimpleRequest(response_size=314159, payload=zeros(271828), **more)


def empty_unary(client, **options):
    expect(Empty(), client.empty(Empty(), **options), "the answer")


def large_unary(client, **options):
    expect(bytes(314159), client.unary(large(), **options).payload.body, "the payload")


def client_streaming(client, **options):
    requests = (StreamingInputCallRequest(payload=zeros(size)) for size in REQUEST_SIZES)
    expect(sum(REQUEST_SIZES), client.input(requests, **options).aggregated_payload_size, "the size")


def server_streaming(client, **options):
    request = StreamingOutputCallRequest(response_parameters=[ResponseParameters(size=size) for size in RESPONSE_SIZES])
    expect(RESPONSE_SIZES, [len(answer.payload.body) for answer in client.output(request, **options)], "the sizes")


class Pipe(queue.SimpleQueue):
    """Requests that are given one by one while the call runs; None is the last."""

    def requests(self):
        return iter(self.get, None)


def ping_pong(client, **options):
    pipe = Pipe()
    answers = client.duplex(pipe.requests(), **options)
    for request_size, size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        pipe.put(output(size, request_size))
        expect(size, len(next(answers).payload.body), "the size")
    pipe.put(None)
    expect([], list(answers), "the rest")


def empty_stream(client, **options):
    expect([], list(client.duplex(iter(()), **options)), "the answers")


def cancel_after_begin(client, **options):
    pipe = Pipe()
    call = client.input.future(pipe.requests(), **options)
    call.cancel()
    pipe.put(None)
    expect(True, call.cancelled(), "cancelled")
    expect(grpc.StatusCode.CANCELLED, call.code(), "the status")


def cancel_after_first_response(client, **options):
    pipe = Pipe()
    call = client.duplex(pipe.requests(), **options)
    pipe.put(output(31415, 27182))
    expect(31415, len(next(call).payload.body), "the size")
    call.cancel()
    expect_failure(grpc.StatusCode.CANCELLED, lambda: next(call))
    pipe.put(None)


def timeout_on_sleeping_server(client, timeout, **options):
    pipe = Pipe()
    call = client.duplex(pipe.requests(), timeout=0.001, **options)
    pipe.put(StreamingOutputCallRequest(payload=zeros(27182)))
    time.sleep(0.1)
    expect_failure(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(call))
    pipe.put(None)


def custom_metadata(client, **options):
    def check(call):
        expect("test_initial_metadata_value", dict(call.initial_metadata()).get(ECHO[0][0]), "the header")
        expect(b"\xab\xab\xab", dict(call.trailing_metadata()).get(ECHO[1][0]), "the trailer")

    answer, call = client.unary.with_call(large(), metadata=ECHO, **options)
    expect(314159, len(answer.payload.body), "the size")
    check(call)
    call = client.duplex(iter([output(314159, 271828)]), metadata=ECHO, **options)
    expect([314159], [len(answer.payload.body) for answer in call], "the sizes")
    check(call)


def status_code_and_message(client, **options):
    status = EchoStatus(code=2, message="test status message")
    for call in (lambda: client.unary(SimpleRequest(response_status=status), **options),
                 lambda: list(client.duplex(iter([StreamingOutputCallRequest(response_status=status)]), **options))):
        expect("test status message", expect_failure(grpc.StatusCode.UNKNOWN, call).details(), "the message")


def special_status_message(client, **options):
    status = EchoStatus(code=2, message=SPECIAL)
    error = expect_failure(
        grpc.StatusCode.UNKNOWN, lambda: client.unary(SimpleRequest(response_status=status), **options))
    expect(SPECIAL, error.details(), "the message")


def unimplemented_method(client, **options):
    expect_failure(grpc.StatusCode.UNIMPLEMENTED, lambda: client.no_method(Empty(), **options))


def unimplemented_service(client, **options):
    expect_failure(grpc.StatusCode.UNIMPLEMENTED, lambda: client.no_service(Empty(), **options))


def client_compressed_unary(client, **options):
    expected = BoolValue(value=True)
    expect_failure(
        grpc.StatusCode.INVALID_ARGUMENT, lambda: client.unary(large(expect_compressed=expected), **options))
    for compression in (grpc.Compression.Gzip, grpc.Compression.NoCompression):
        wanted = BoolValue(value=compression == grpc.Compression.Gzip)
        answer = client.unary(large(expect_compressed=wanted), compression=compression, **options)
        expect(314159, len(answer.payload.body), "the size")


def server_compressed_unary(client, **options):
    # The library hides whether an answer came compressed; how many bytes passed does not.
    for compressed in (True, False):
        before = client.relay.received
        answer = client.unary(large(response_compressed=BoolValue(value=compressed)), **options)
        expect(314159, len(answer.payload.body), "the size")
        expect(compressed, client.relay.received - before < 10_000, "compressed")


def server_compressed_streaming(client, **options):
    request = StreamingOutputCallRequest(response_parameters=[
        ResponseParameters(size=31415, compressed=BoolValue(value=True)),
        ResponseParameters(size=92653, compressed=BoolValue(value=False))])
    before = client.relay.received
    expect([31415, 92653], [len(answer.payload.body) for answer in client.output(request, **options)], "the sizes")
    expect(True, 92653 <= client.relay.received - before < 92653 + 10_000, "compressed once")


def reflection_v1(client, **options):
    call_by_reflection(client.channel, "v1", **options)


def reflection_v1alpha(client, **options):
    call_by_reflection(client.channel, "v1alpha", **options)


def main(host, port, cases):
    failed = False
    for case in cases:
        with CountingRelay(host, int(port)) as relay, grpc.insecure_channel(f"127.0.0.1:{relay.port}") as channel:
            client = Client(channel)
            client.relay = relay
            try:
                globals()[case](client, timeout=PATIENCE_SECONDS)
                print(case, "ok", flush=True)
            except Exception as error:  # Whatever it is, it belongs to this case; the others are run all the same.
                failed = True
                print(case, "FAIL", " ".join(str(error).split()), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
