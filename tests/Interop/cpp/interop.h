// What the C++ client and server of the interop test service share.
#pragma once

#include <string>

#include "grpc/testing/test.grpc.pb.h"

inline constexpr char kEchoHeader[] = "x-grpc-test-echo-initial";
inline constexpr char kEchoTrailer[] = "x-grpc-test-echo-trailing-bin";

inline std::string Zeros(int size) { return std::string(static_cast<size_t>(size), '\0'); }

// The library exports these for tests and does not declare them.
struct grpc_call;
extern uint32_t grpc_call_test_only_get_message_flags(grpc_call* call);

inline bool CameCompressed(grpc_call* call) {
  constexpr uint32_t kWasCompressed = 0x40000000u;
  return (grpc_call_test_only_get_message_flags(call) & kWasCompressed) != 0;
}
