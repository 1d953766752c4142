"""Serves the interop test service on a free port, printed when it is ready, until its input ends: server.py"""
import sys
import time
from concurrent import futures

import grpc

from messages import (
    SERVICE, Empty, SimpleRequest, SimpleResponse, StreamingInputCallRequest, StreamingInputCallResponse,
    StreamingOutputCallRequest, StreamingOutputCallResponse, zeros)


def begin(context):
    sent = dict(context.invocation_metadata())
    header, trailer = sent.get("x-grpc-test-echo-initial"), sent.get("x-grpc-test-echo-trailing-bin")
    if header is not None:
        context.send_initial_metadata((("x-grpc-test-echo-initial", header),))
    if trailer is not None:
        context.set_trailing_metadata((("x-grpc-test-echo-trailing-bin", trailer),))


def end_if_asked(request, context):
    if request.HasField("response_status") and request.response_status.code != 0:
        code = next(code for code in grpc.StatusCode if code.value[0] == request.response_status.code)
        context.abort(code, request.response_status.message)


def empty_call(request, context):
    return Empty()


def unary_call(request, context):
    if request.response_compressed.value:
        context.set_compression(grpc.Compression.Gzip)
    begin(context)
    end_if_asked(request, context)
    return SimpleResponse(payload=zeros(request.response_size))


def answers(request, context):
    end_if_asked(request, context)
    for parameters in request.response_parameters:
        time.sleep(parameters.interval_us / 1e6)
        if not parameters.compressed.value:
            context.disable_next_message_compression()
        yield StreamingOutputCallResponse(payload=zeros(parameters.size))


def streaming_output_call(request, context):
    if any(parameters.compressed.value for parameters in request.response_parameters):
        context.set_compression(grpc.Compression.Gzip)
    begin(context)
    yield from answers(request, context)


def streaming_input_call(requests, context):
    begin(context)
    return StreamingInputCallResponse(
        aggregated_payload_size=sum(len(request.payload.body) for request in requests))


def full_duplex_call(requests, context):
    begin(context)
    for request in requests:
        yield from answers(request, context)


def handler(make, method, request):
    return make(method, request.FromString, lambda answer: answer.SerializeToString())


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {
        "EmptyCall": handler(grpc.unary_unary_rpc_method_handler, empty_call, Empty),
        "UnaryCall": handler(grpc.unary_unary_rpc_method_handler, unary_call, SimpleRequest),
        "StreamingOutputCall": handler(
            grpc.unary_stream_rpc_method_handler, streaming_output_call, StreamingOutputCallRequest),
        "StreamingInputCall": handler(
            grpc.stream_unary_rpc_method_handler, streaming_input_call, StreamingInputCallRequest),
        "FullDuplexCall": handler(
            grpc.stream_stream_rpc_method_handler, full_duplex_call, StreamingOutputCallRequest),
    }),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print("ready", port, flush=True)
    sys.stdin.read()
    server.stop(0).wait()


if __name__ == "__main__":
    main()
