// Runs interop cases on a server: client HOST PORT CASE... A line for each: its name and ok or FAIL.
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "interop.h"

namespace grpc {
namespace testing {

// A friend of the context, by this name.
class InteropClientContextInspector {
 public:
  static bool CameCompressed(const ClientContext& context) { return ::CameCompressed(context.call_); }
};

}  // namespace testing
}  // namespace grpc

using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;
using grpc::WriteOptions;
using grpc::testing::Empty;
using grpc::testing::InteropClientContextInspector;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;
using grpc::testing::StreamingInputCallRequest;
using grpc::testing::StreamingInputCallResponse;
using grpc::testing::StreamingOutputCallRequest;
using grpc::testing::StreamingOutputCallResponse;
using grpc::testing::TestService;
using grpc::testing::UnimplementedService;

namespace {

const std::vector<int> kRequestSizes = {27182, 8, 1828, 45904};
const std::vector<int> kResponseSizes = {31415, 9, 2653, 58979};
constexpr int kLargeRequest = 271828;
constexpr int kLargeResponse = 314159;
constexpr char kEchoValue[] = "test_initial_metadata_value";
constexpr char kTestMessage[] = "test status message";
constexpr char kSpecialMessage[] =
    "\t\ntest with whitespace\r\nand Unicode BMP \xE2\x98\xBA and non-BMP \xF0\x9F\x98\x88\t\n";

template <typename T>
void Expect(const T& expected, const T& actual, const char* what) {
  if (!(expected == actual)) {
    std::ostringstream text;
    text << what << " is " << actual << ", not " << expected;
    throw std::runtime_error(text.str());
  }
}

void ExpectStatus(StatusCode expected, const Status& status) {
  if (status.error_code() != expected) {
    throw std::runtime_error("the status is " + std::to_string(status.error_code()) + " (" + status.error_message() +
                             "), not " + std::to_string(expected));
  }
}

SimpleRequest Large() {
  SimpleRequest request;
  request.set_response_size(kLargeResponse);
  request.mutable_payload()->set_body(Zeros(kLargeRequest));
  return request;
}

StreamingOutputCallRequest Output(const std::vector<int>& sizes, int request_size = 0) {
  StreamingOutputCallRequest request;
  for (int size : sizes) {
    request.add_response_parameters()->set_size(size);
  }
  request.mutable_payload()->set_body(Zeros(request_size));
  return request;
}

StreamingInputCallRequest Input(int size) {
  StreamingInputCallRequest request;
  request.mutable_payload()->set_body(Zeros(size));
  return request;
}

// A context with the deadline of a call that hangs.
struct Context : ClientContext {
  Context() { set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20)); }
};

void ExpectEcho(const ClientContext& context) {
  const auto& headers = context.GetServerInitialMetadata();
  const auto header = headers.find(kEchoHeader);
  Expect(true, header != headers.end() && header->second == kEchoValue, "the header's echo");
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto trailer = trailers.find(kEchoTrailer);
  Expect(true, trailer != trailers.end() && trailer->second == "\xab\xab\xab", "the trailer's echo");
}

class Client {
 public:
  explicit Client(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(TestService::NewStub(channel)), elsewhere_(UnimplementedService::NewStub(channel)) {}

  void EmptyUnary() {
    Context context;
    Empty response;
    ExpectStatus(StatusCode::OK, stub_->EmptyCall(&context, Empty(), &response));
  }

  void LargeUnary() { Unary(Large()); }

  void ClientStreaming() {
    Context context;
    StreamingInputCallResponse response;
    auto writer = stub_->StreamingInputCall(&context, &response);
    for (int size : kRequestSizes) {
      Expect(true, writer->Write(Input(size)), "the write");
    }
    writer->WritesDone();
    ExpectStatus(StatusCode::OK, writer->Finish());
    Expect(std::accumulate(kRequestSizes.begin(), kRequestSizes.end(), 0), response.aggregated_payload_size(), "size");
  }

  void ServerStreaming() {
    Context context;
    auto reader = stub_->StreamingOutputCall(&context, Output(kResponseSizes));
    StreamingOutputCallResponse response;
    for (int size : kResponseSizes) {
      Expect(true, reader->Read(&response), "the read");
      Expect(size, static_cast<int>(response.payload().body().size()), "the size");
    }
    Expect(false, reader->Read(&response), "one more");
    ExpectStatus(StatusCode::OK, reader->Finish());
  }

  void PingPong() {
    Context context;
    auto stream = stub_->FullDuplexCall(&context);
    StreamingOutputCallResponse response;
    for (size_t i = 0; i < kRequestSizes.size(); i++) {
      Expect(true, stream->Write(Output({kResponseSizes[i]}, kRequestSizes[i])), "the write");
      Expect(true, stream->Read(&response), "the read");
      Expect(kResponseSizes[i], static_cast<int>(response.payload().body().size()), "the size");
    }
    stream->WritesDone();
    Expect(false, stream->Read(&response), "one more");
    ExpectStatus(StatusCode::OK, stream->Finish());
  }

  void EmptyStream() {
    Context context;
    auto stream = stub_->FullDuplexCall(&context);
    stream->WritesDone();
    StreamingOutputCallResponse response;
    Expect(false, stream->Read(&response), "a message");
    ExpectStatus(StatusCode::OK, stream->Finish());
  }

  void CancelAfterBegin() {
    Context context;
    StreamingInputCallResponse response;
    auto writer = stub_->StreamingInputCall(&context, &response);
    context.TryCancel();
    ExpectStatus(StatusCode::CANCELLED, writer->Finish());
  }

  void CancelAfterFirstResponse() {
    Context context;
    auto stream = stub_->FullDuplexCall(&context);
    stream->Write(Output({31415}, 27182));
    StreamingOutputCallResponse response;
    Expect(true, stream->Read(&response), "the read");
    Expect(size_t{31415}, response.payload().body().size(), "the size");
    context.TryCancel();
    ExpectStatus(StatusCode::CANCELLED, stream->Finish());
  }

  void TimeoutOnSleepingServer() {
    ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
    auto stream = stub_->FullDuplexCall(&context);
    stream->Write(Output({}, 27182));
    ExpectStatus(StatusCode::DEADLINE_EXCEEDED, stream->Finish());
  }

  void CustomMetadata() {
    const auto add = [](ClientContext* context) {
      context->AddMetadata(kEchoHeader, kEchoValue);
      context->AddMetadata(kEchoTrailer, "\xab\xab\xab");
    };
    {
      Context context;
      add(&context);
      SimpleResponse response;
      ExpectStatus(StatusCode::OK, stub_->UnaryCall(&context, Large(), &response));
      ExpectEcho(context);
    }
    {
      Context context;
      add(&context);
      auto stream = stub_->FullDuplexCall(&context);
      stream->Write(Output({kLargeResponse}, kLargeRequest));
      stream->WritesDone();
      StreamingOutputCallResponse response;
      Expect(true, stream->Read(&response), "the read");
      Expect(size_t{kLargeResponse}, response.payload().body().size(), "the size");
      Expect(false, stream->Read(&response), "one more");
      ExpectStatus(StatusCode::OK, stream->Finish());
      ExpectEcho(context);
    }
  }

  void StatusCodeAndMessage() {
    UnaryStatus(kTestMessage);
    Context context;
    auto stream = stub_->FullDuplexCall(&context);
    StreamingOutputCallRequest request;
    request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
    request.mutable_response_status()->set_message(kTestMessage);
    stream->Write(request);
    stream->WritesDone();
    const Status status = stream->Finish();
    ExpectStatus(StatusCode::UNKNOWN, status);
    Expect<std::string>(kTestMessage, status.error_message(), "the message");
  }

  void SpecialStatusMessage() { UnaryStatus(kSpecialMessage); }

  void UnimplementedMethod() {
    Context context;
    Empty response;
    ExpectStatus(StatusCode::UNIMPLEMENTED, stub_->UnimplementedCall(&context, Empty(), &response));
  }

  void UnimplementedServiceCall() {
    Context context;
    Empty response;
    ExpectStatus(StatusCode::UNIMPLEMENTED, elsewhere_->UnimplementedCall(&context, Empty(), &response));
  }

  void ClientCompressedUnary() {
    SimpleRequest request = Large();
    request.mutable_expect_compressed()->set_value(true);
    {
      Context context;
      context.set_compression_algorithm(GRPC_COMPRESS_NONE);
      SimpleResponse response;
      ExpectStatus(StatusCode::INVALID_ARGUMENT, stub_->UnaryCall(&context, request, &response));
    }
    for (bool compressed : {true, false}) {
      Context context;
      context.set_compression_algorithm(compressed ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_NONE);
      request.mutable_expect_compressed()->set_value(compressed);
      SimpleResponse response;
      ExpectStatus(StatusCode::OK, stub_->UnaryCall(&context, request, &response));
      Expect(size_t{kLargeResponse}, response.payload().body().size(), "the size");
    }
  }

  void ClientCompressedStreaming() {
    StreamingInputCallRequest packed = Input(27182);
    packed.mutable_expect_compressed()->set_value(true);
    StreamingInputCallRequest plain = Input(45904);
    plain.mutable_expect_compressed()->set_value(false);
    StreamingInputCallResponse response;
    {
      Context context;
      context.set_compression_algorithm(GRPC_COMPRESS_NONE);
      auto writer = stub_->StreamingInputCall(&context, &response);
      writer->Write(packed);
      writer->WritesDone();
      ExpectStatus(StatusCode::INVALID_ARGUMENT, writer->Finish());
    }
    Context context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    auto writer = stub_->StreamingInputCall(&context, &response);
    Expect(true, writer->Write(packed), "the write");
    Expect(true, writer->Write(plain, WriteOptions().set_no_compression()), "the write");
    writer->WritesDone();
    ExpectStatus(StatusCode::OK, writer->Finish());
    Expect(27182 + 45904, static_cast<int>(response.aggregated_payload_size()), "the size");
  }

  void ServerCompressedUnary() {
    for (bool compressed : {true, false}) {
      Context context;
      SimpleRequest request = Large();
      request.mutable_response_compressed()->set_value(compressed);
      SimpleResponse response;
      ExpectStatus(StatusCode::OK, stub_->UnaryCall(&context, request, &response));
      Expect(compressed, InteropClientContextInspector::CameCompressed(context), "compressed");
      Expect(size_t{kLargeResponse}, response.payload().body().size(), "the size");
    }
  }

  void ServerCompressedStreaming() {
    const std::vector<std::pair<int, bool>> answers = {{31415, true}, {92653, false}};
    StreamingOutputCallRequest request;
    for (const auto& [size, compressed] : answers) {
      auto* parameters = request.add_response_parameters();
      parameters->set_size(size);
      parameters->mutable_compressed()->set_value(compressed);
    }
    Context context;
    auto reader = stub_->StreamingOutputCall(&context, request);
    StreamingOutputCallResponse response;
    for (const auto& [size, compressed] : answers) {
      Expect(true, reader->Read(&response), "the read");
      Expect(compressed, InteropClientContextInspector::CameCompressed(context), "compressed");
      Expect(size, static_cast<int>(response.payload().body().size()), "the size");
    }
    Expect(false, reader->Read(&response), "one more");
    ExpectStatus(StatusCode::OK, reader->Finish());
  }

 private:
  void Unary(const SimpleRequest& request) {
    Context context;
    SimpleResponse response;
    ExpectStatus(StatusCode::OK, stub_->UnaryCall(&context, request, &response));
    Expect(true, response.payload().body() == Zeros(request.response_size()), "the payload is zeros");
  }

  void UnaryStatus(const std::string& message) {
    Context context;
    SimpleRequest request;
    request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
    request.mutable_response_status()->set_message(message);
    SimpleResponse response;
    const Status status = stub_->UnaryCall(&context, request, &response);
    ExpectStatus(StatusCode::UNKNOWN, status);
    Expect(message, status.error_message(), "the message");
  }

  std::unique_ptr<TestService::Stub> stub_;
  std::unique_ptr<UnimplementedService::Stub> elsewhere_;
};

const std::map<std::string, void (Client::*)()> kCases = {
    {"empty_unary", &Client::EmptyUnary},
    {"large_unary", &Client::LargeUnary},
    {"client_streaming", &Client::ClientStreaming},
    {"server_streaming", &Client::ServerStreaming},
    {"ping_pong", &Client::PingPong},
    {"empty_stream", &Client::EmptyStream},
    {"cancel_after_begin", &Client::CancelAfterBegin},
    {"cancel_after_first_response", &Client::CancelAfterFirstResponse},
    {"timeout_on_sleeping_server", &Client::TimeoutOnSleepingServer},
    {"custom_metadata", &Client::CustomMetadata},
    {"status_code_and_message", &Client::StatusCodeAndMessage},
    {"special_status_message", &Client::SpecialStatusMessage},
    {"unimplemented_method", &Client::UnimplementedMethod},
    {"unimplemented_service", &Client::UnimplementedServiceCall},
    {"client_compressed_unary", &Client::ClientCompressedUnary},
    {"client_compressed_streaming", &Client::ClientCompressedStreaming},
    {"server_compressed_unary", &Client::ServerCompressedUnary},
    {"server_compressed_streaming", &Client::ServerCompressedStreaming},
};

}  // namespace

int main(int argc, char** argv) {
  Client client(grpc::CreateChannel(std::string(argv[1]) + ":" + argv[2], grpc::InsecureChannelCredentials()));
  int result = 0;
  for (int i = 3; i < argc; i++) {
    const auto found = kCases.find(argv[i]);
    if (found == kCases.end()) {
      std::cout << argv[i] << " FAIL no such case" << std::endl;
      result = 1;
      continue;
    }
    try {
      (client.*found->second)();
      std::cout << argv[i] << " ok" << std::endl;
    } catch (const std::runtime_error& error) {
      result = 1;
      std::cout << argv[i] << " FAIL " << error.what() << std::endl;
    }
  }
  return result;
}
