// Runs interop cases by gRPC-Web: node web.js binary|text HOST PORT CASE... A line for each: its name and ok or FAIL.
'use strict';

const assert = require('node:assert/strict');

// What a browser has and the library takes for given.
globalThis.XMLHttpRequest = require('xhr2');

const { GrpcWebClientBase, MethodDescriptor, StatusCode } = require('grpc-web');
const {
  definition, zeros, runCases, RESPONSE_SIZES, LARGE_REQUEST, LARGE_RESPONSE, TEST_MESSAGE, SPECIAL_MESSAGE,
  ECHO_HEADER, ECHO_TRAILER, ECHO_VALUE, ECHO_BYTES,
} = require('./messages');

const [format, host, port, ...names] = process.argv.slice(2);
const client = new GrpcWebClientBase({ format });

function method(name, service = 'grpc.testing.TestService') {
  const { requestSerialize, responseDeserialize, responseStream, path } = definition[service][name];
  const descriptor = new MethodDescriptor(
    path, responseStream ? 'server_streaming' : 'unary', Object, Object,
    (request) => new Uint8Array(requestSerialize(request)), (bytes) => responseDeserialize(Buffer.from(bytes)));
  return [`http://${host}:${port}${path}`, descriptor];
}

/** A unary call's answer, with its header and trailers. */
function unary(name, request, metadata = {}, service = undefined) {
  const [url, descriptor] = method(name, service);
  return new Promise((resolve, reject) => {
    let header = {};
    let answer;
    const call = client.rpcCall(url, request, metadata, descriptor, (error, value) => {
      error ? reject(error) : (answer = value);
    });
    call.on('metadata', (value) => { header = { ...header, ...value }; });
    call.on('status', (value) => {
      value.code === StatusCode.OK && setImmediate(() => resolve({ answer, header, trailer: value.metadata }));
    });
  });
}

/** The messages of a stream, with the status that it ends with. */
function stream(name, request) {
  const [url, descriptor] = method(name);
  return new Promise((resolve, reject) => {
    const answers = [];
    const call = client.serverStreaming(url, request, {}, descriptor);
    call.on('data', (value) => answers.push(value));
    call.on('error', reject);
    call.on('end', () => resolve(answers));
  });
}

const large = { response_size: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST) };
const asks = (message) => ({ response_status: { code: StatusCode.UNKNOWN, message } });
const fails = (code, message) => (error) => {
  assert.equal(error.code, code);
  message === undefined || assert.equal(error.message, message);
  return true;
};

const cases = {
  async empty_unary() {
    assert.deepEqual({ ...(await unary('EmptyCall', {})).answer }, {});
  },

  async large_unary() {
    const { answer } = await unary('UnaryCall', large);
    assert.ok(Buffer.from(answer.payload.body).equals(Buffer.alloc(LARGE_RESPONSE)));
  },

  async server_streaming() {
    const answers = await stream('StreamingOutputCall', {
      response_parameters: RESPONSE_SIZES.map((size) => ({ size })),
    });
    assert.deepEqual(answers.map((answer) => answer.payload.body.length), RESPONSE_SIZES);
  },

  async custom_metadata() {
    const { header, trailer } = await unary('UnaryCall', large, {
      [ECHO_HEADER]: ECHO_VALUE,
      [ECHO_TRAILER]: ECHO_BYTES.toString('base64'),
    });
    assert.equal(header[ECHO_HEADER], ECHO_VALUE);
    assert.deepEqual(Buffer.from(trailer[ECHO_TRAILER], 'base64'), ECHO_BYTES);
  },

  async status_code_and_message() {
    await assert.rejects(unary('UnaryCall', asks(TEST_MESSAGE)), fails(StatusCode.UNKNOWN, TEST_MESSAGE));
    await assert.rejects(stream('StreamingOutputCall', asks(TEST_MESSAGE)), fails(StatusCode.UNKNOWN, TEST_MESSAGE));
  },

  async special_status_message() {
    await assert.rejects(unary('UnaryCall', asks(SPECIAL_MESSAGE)), fails(StatusCode.UNKNOWN, SPECIAL_MESSAGE));
  },

  async unimplemented_method() {
    await assert.rejects(unary('UnimplementedCall', {}), fails(StatusCode.UNIMPLEMENTED));
  },

  async unimplemented_service() {
    await assert.rejects(
      unary('UnimplementedCall', {}, {}, 'grpc.testing.UnimplementedService'), fails(StatusCode.UNIMPLEMENTED));
  },
};

runCases(cases, names);
