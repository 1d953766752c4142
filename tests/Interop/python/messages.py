"""The messages of the interop test service, made from its proto file by protoc when the program starts."""
import pathlib
import subprocess

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY_PROTOS = HERE.parent.parent.parent / "protos"
SERVICE = "grpc.testing.TestService"


def load(folder, file):
    """A pool with the messages of a proto file."""
    described = subprocess.run(
        ["protoc", "-I", folder, "--include_imports", "-o", "/dev/stdout", file], check=True, stdout=subprocess.PIPE)
    pool = descriptor_pool.DescriptorPool()
    for proto in descriptor_pb2.FileDescriptorSet.FromString(described.stdout).file:
        pool.Add(proto)
    return pool


_POOL = load(HERE.parent / "protos", "grpc/testing/test.proto")
_FACTORY = message_factory.MessageFactory(_POOL)


def message(name):
    """The class of a message of the package."""
    return _FACTORY.GetPrototype(_POOL.FindMessageTypeByName("grpc.testing." + name))


Empty = message("Empty")
Payload = message("Payload")
EchoStatus = message("EchoStatus")
BoolValue = message("BoolValue")
SimpleRequest = message("SimpleRequest")
SimpleResponse = message("SimpleResponse")
StreamingInputCallRequest = message("StreamingInputCallRequest")
StreamingInputCallResponse = message("StreamingInputCallResponse")
StreamingOutputCallRequest = message("StreamingOutputCallRequest")
StreamingOutputCallResponse = message("StreamingOutputCallResponse")
ResponseParameters = message("ResponseParameters")


def zeros(size):
    return Payload(body=bytes(size))
