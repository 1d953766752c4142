// Serves the interop test service on a free port, printed when it is ready, until its input ends: node server.js
'use strict';

const { setTimeout: delay } = require('node:timers/promises');
const unpacked = require('./unpacked');
const grpc = require('@grpc/grpc-js');
const { definition, zeros, ECHO_HEADER, ECHO_TRAILER } = require('./messages');

/** Sends the echo of a call's header, and answers its trailers. */
function begin(call) {
  const header = new grpc.Metadata();
  call.metadata.get(ECHO_HEADER).forEach((value) => header.add(ECHO_HEADER, value));
  call.sendMetadata(header);
  const trailer = new grpc.Metadata();
  call.metadata.get(ECHO_TRAILER).forEach((value) => trailer.add(ECHO_TRAILER, value));
  return trailer;
}

const errorOf = (request) => request.response_status?.code
  ? { code: request.response_status.code, details: request.response_status.message }
  : null;

async function answer(request, call) {
  for (const { size, interval_us: microseconds } of request.response_parameters) {
    if (microseconds > 0) {
      await delay(microseconds / 1000);
    }
    call.write({ payload: zeros(size) });
  }
}

const refused = { code: grpc.status.INVALID_ARGUMENT, details: 'expect_compressed: the message is not compressed.' };

// One call runs at a time, so whatever has been unpacked since the last message belongs to it.
let seen = 0;
function isPlain() {
  const plain = unpacked.count() === seen;
  seen = unpacked.count();
  return plain;
}

const service = {
  EmptyCall(call, answered) {
    answered(null, {});
  },

  UnaryCall(call, answered) {
    const plain = isPlain();
    const trailer = begin(call);
    const error = call.request.expect_compressed?.value && plain ? refused : errorOf(call.request);
    answered(error, { payload: zeros(call.request.response_size) }, trailer);
  },

  async StreamingOutputCall(call) {
    const trailer = begin(call);
    await answer(call.request, call);
    call.end(trailer);
  },

  StreamingInputCall(call, answered) {
    const trailer = begin(call);
    let size = 0;
    let error = null;
    call.on('data', (request) => {
      const plain = isPlain();
      error ??= request.expect_compressed?.value && plain ? refused : null;
      size += request.payload?.body.length ?? 0;
    });
    call.on('end', () => answered(error, { aggregated_payload_size: size }, trailer));
  },

  FullDuplexCall(call) {
    const trailer = begin(call);
    let failed = false;
    let last = Promise.resolve();
    call.on('data', (request) => {
      last = last.then(() => {
        const error = errorOf(request);
        failed ||= error !== null;
        return error ? call.emit('error', error) : answer(request, call);
      });
    });
    call.on('end', () => last.then(() => failed || call.end(trailer)));
  },
};

const server = new grpc.Server();
const { UnimplementedCall: _, ...served } = definition['grpc.testing.TestService'];
server.addService(served, service);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log('ready', port);
});
process.stdin.resume().on('end', () => server.forceShutdown());
