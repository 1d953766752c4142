"""Cases for a caller who knows a server's address and nothing else: its contracts come by reflection."""
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from messages import SERVICE, REPOSITORY_PROTOS, load

NOT_FOUND = 5


class Reflection:
    """The reflection protocol in one of its versions, one question at a time."""

    def __init__(self, channel, version, **options):
        package = f"grpc.reflection.{version}"
        pool = load(REPOSITORY_PROTOS, f"grpc/reflection/{version}/reflection.proto")
        factory = message_factory.MessageFactory(pool)
        self._request, response = (
            factory.GetPrototype(pool.FindMessageTypeByName(f"{package}.ServerReflection{name}"))
            for name in ("Request", "Response"))
        self._call = channel.stream_stream(
            f"/{package}.ServerReflection/ServerReflectionInfo", lambda request: request.SerializeToString(),
            response.FromString)
        self._options = options

    def ask(self, **question):
        answer, = self._call(iter([self._request(**question)]), **self._options)
        return answer

    def services(self):
        return [service.name for service in self.ask(list_services="*").list_services_response.service]

    def contracts_of(self, symbol):
        """A pool with the file that declares a symbol, and every file that it needs."""
        pool = descriptor_pool.DescriptorPool()
        files = {}

        def add(answer):
            for raw in answer.file_descriptor_response.file_descriptor_proto:
                file = descriptor_pb2.FileDescriptorProto.FromString(raw)
                if file.name not in files:
                    files[file.name] = file
                    for dependency in file.dependency:
                        if dependency not in files:
                            add(self.ask(file_by_filename=dependency))
                    pool.Add(file)

        add(self.ask(file_containing_symbol=symbol))
        return pool


def call_by_reflection(channel, version, **options):
    reflection = Reflection(channel, version, **options)
    services = reflection.services()
    if SERVICE not in services:
        raise AssertionError(f"{SERVICE} is not among {services}")

    pool = reflection.contracts_of(SERVICE)
    method = pool.FindServiceByName(SERVICE).FindMethodByName("UnaryCall")
    factory = message_factory.MessageFactory(pool)
    request = factory.GetPrototype(method.input_type)(response_size=314159)
    answer = channel.unary_unary(
        f"/{SERVICE}/{method.name}", lambda message: message.SerializeToString(),
        factory.GetPrototype(method.output_type).FromString)(request, **options)
    if len(answer.payload.body) != 314159:
        raise AssertionError(f"the payload has {len(answer.payload.body)} bytes")

    error = reflection.ask(file_containing_symbol="no.such.Service").error_response.error_code
    if error != NOT_FOUND:
        raise AssertionError(f"an unknown symbol is answered with {error}")
