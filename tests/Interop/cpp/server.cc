// Serves the interop test service on a free port, printed when it is ready, until its input ends.
#include <chrono>
#include <iostream>
#include <thread>

#include <grpcpp/grpcpp.h>

#include "interop.h"

namespace grpc {
namespace testing {

// A friend of the context, by this name.
class InteropServerContextInspector {
 public:
  static bool CameCompressed(ServerContext* context) { return ::CameCompressed(context->c_call()); }
};

}  // namespace testing
}  // namespace grpc

using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;
using grpc::WriteOptions;
using grpc::testing::Empty;
using grpc::testing::InteropServerContextInspector;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;
using grpc::testing::StreamingInputCallRequest;
using grpc::testing::StreamingInputCallResponse;
using grpc::testing::StreamingOutputCallRequest;
using grpc::testing::StreamingOutputCallResponse;

namespace {

void Begin(ServerContext* context) {
  const auto& sent = context->client_metadata();
  if (const auto header = sent.find(kEchoHeader); header != sent.end()) {
    context->AddInitialMetadata(kEchoHeader, {header->second.begin(), header->second.end()});
  }
  if (const auto trailer = sent.find(kEchoTrailer); trailer != sent.end()) {
    context->AddTrailingMetadata(kEchoTrailer, {trailer->second.begin(), trailer->second.end()});
  }
}

template <typename Request>
bool IsRefused(const Request& request, ServerContext* context) {
  return request.expect_compressed().value() && !InteropServerContextInspector::CameCompressed(context);
}

const Status kRefused(StatusCode::INVALID_ARGUMENT, "expect_compressed: the message is not compressed.");

template <typename Request>
Status AskedStatus(const Request& request) {
  return Status(static_cast<StatusCode>(request.response_status().code()), request.response_status().message());
}

template <typename Writer>
void Answer(const StreamingOutputCallRequest& request, Writer* writer) {
  for (const auto& parameters : request.response_parameters()) {
    std::this_thread::sleep_for(std::chrono::microseconds(parameters.interval_us()));
    StreamingOutputCallResponse response;
    response.mutable_payload()->set_body(Zeros(parameters.size()));
    WriteOptions options;
    if (!parameters.compressed().value()) {
      options.set_no_compression();
    }
    writer->Write(response, options);
  }
}

class Service final : public grpc::testing::TestService::Service {
 public:
  Status EmptyCall(ServerContext*, const Empty*, Empty*) override { return Status::OK; }

  Status UnaryCall(ServerContext* context, const SimpleRequest* request, SimpleResponse* response) override {
    Begin(context);
    if (IsRefused(*request, context)) {
      return kRefused;
    }
    context->set_compression_algorithm(request->response_compressed().value() ? GRPC_COMPRESS_GZIP
                                                                              : GRPC_COMPRESS_NONE);
    response->mutable_payload()->set_body(Zeros(request->response_size()));
    return AskedStatus(*request);
  }

  Status StreamingOutputCall(ServerContext* context, const StreamingOutputCallRequest* request,
                             grpc::ServerWriter<StreamingOutputCallResponse>* writer) override {
    Begin(context);
    context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    Answer(*request, writer);
    return AskedStatus(*request);
  }

  Status StreamingInputCall(ServerContext* context, grpc::ServerReader<StreamingInputCallRequest>* reader,
                            StreamingInputCallResponse* response) override {
    Begin(context);
    int size = 0;
    StreamingInputCallRequest request;
    while (reader->Read(&request)) {
      if (IsRefused(request, context)) {
        return kRefused;
      }
      size += static_cast<int>(request.payload().body().size());
    }
    response->set_aggregated_payload_size(size);
    return Status::OK;
  }

  Status FullDuplexCall(
      ServerContext* context,
      grpc::ServerReaderWriter<StreamingOutputCallResponse, StreamingOutputCallRequest>* stream) override {
    Begin(context);
    StreamingOutputCallRequest request;
    while (stream->Read(&request)) {
      if (const Status status = AskedStatus(request); !status.ok()) {
        return status;
      }
      Answer(request, stream);
    }
    return Status::OK;
  }
};

}  // namespace

int main() {
  Service service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  std::cout << "ready " << port << std::endl;
  while (std::cin.get() != std::char_traits<char>::eof()) {
  }
  server->Shutdown(std::chrono::system_clock::now());
}
