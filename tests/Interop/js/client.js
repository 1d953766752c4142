// Runs interop cases on a server: node client.js HOST PORT CASE... A line for each: its name and ok or FAIL.
'use strict';

const assert = require('node:assert/strict');
const unpacked = require('./unpacked');
const grpc = require('@grpc/grpc-js');
const {
  definition, zeros, runCases, REQUEST_SIZES, RESPONSE_SIZES, LARGE_REQUEST, LARGE_RESPONSE, TEST_MESSAGE,
  SPECIAL_MESSAGE, ECHO_HEADER, ECHO_TRAILER, ECHO_VALUE, ECHO_BYTES,
} = require('./messages');
const { casesOn } = require('./reflection');

const [host, port, ...names] = process.argv.slice(2);
const { TestService, UnimplementedService } = grpc.loadPackageDefinition(definition).grpc.testing;
const NO_COMPRESSION = 2;
const { status } = grpc;

function open(Service, options = {}) {
  return new Service(`${host}:${port}`, grpc.credentials.createInsecure(), options);
}

const client = open(TestService);
const packing = open(TestService, { 'grpc.default_compression_algorithm': 2 });
const elsewhere = open(UnimplementedService);

/** A unary call's answer, with the call in `call` and its metadata. */
function unary(service, method, request, metadata = new grpc.Metadata()) {
  return new Promise((resolve, reject) => {
    let header;
    let trailer;
    const call = service[method](request, metadata, (error, answer) => {
      const done = () => (error ? reject(error) : resolve({ answer, header, trailer: trailer.metadata }));
      trailer ? done() : call.once('status', (value) => { trailer = value; done(); });
    });
    call.on('metadata', (value) => { header = value; });
    call.on('status', (value) => { trailer ??= value; });
  });
}

/** The answers of a stream, one by one. */
async function next(answers) {
  const { done, value } = await answers.next();
  assert.ok(!done, 'the stream has ended');
  return value;
}

const iterate = (call) => call[Symbol.asyncIterator]();
const large = (more) => ({ response_size: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST), ...more });
const output = (sizes, more) => ({ response_parameters: sizes.map((size) => ({ size })), ...more });
const fails = (code, message) => (error) => {
  assert.equal(error.code, code);
  message === undefined || assert.equal(error.details, message);
  return true;
};

const cases = {
  async empty_unary() {
    assert.deepEqual({ ...(await unary(client, 'EmptyCall', {})).answer }, {});
  },

  async large_unary() {
    const { answer } = await unary(client, 'UnaryCall', large());
    assert.ok(answer.payload.body.equals(Buffer.alloc(LARGE_RESPONSE)));
  },

  async client_streaming() {
    const size = await new Promise((resolve, reject) => {
      const call = client.StreamingInputCall((error, answer) =>
        error ? reject(error) : resolve(answer.aggregated_payload_size));
      REQUEST_SIZES.forEach((bytes) => call.write({ payload: zeros(bytes) }));
      call.end();
    });
    assert.equal(size, 74922);
  },

  async server_streaming() {
    const sizes = [];
    for await (const answer of client.StreamingOutputCall(output(RESPONSE_SIZES))) {
      sizes.push(answer.payload.body.length);
    }
    assert.deepEqual(sizes, RESPONSE_SIZES);
  },

  async ping_pong() {
    const call = client.FullDuplexCall();
    const answers = iterate(call);
    for (let i = 0; i < REQUEST_SIZES.length; i++) {
      call.write(output([RESPONSE_SIZES[i]], { payload: zeros(REQUEST_SIZES[i]) }));
      assert.equal((await next(answers)).payload.body.length, RESPONSE_SIZES[i]);
    }
    call.end();
    assert.ok((await answers.next()).done);
  },

  async empty_stream() {
    const call = client.FullDuplexCall();
    call.end();
    assert.ok((await iterate(call).next()).done);
  },

  async cancel_after_begin() {
    await assert.rejects(new Promise((resolve, reject) => {
      const call = client.StreamingInputCall((error, answer) => (error ? reject(error) : resolve(answer)));
      setImmediate(() => call.cancel());
    }), fails(status.CANCELLED));
  },

  async cancel_after_first_response() {
    const call = client.FullDuplexCall();
    const answers = iterate(call);
    call.write(output([31415], { payload: zeros(27182) }));
    assert.equal((await next(answers)).payload.body.length, 31415);
    call.cancel();
    await assert.rejects(answers.next(), fails(status.CANCELLED));
  },

  async timeout_on_sleeping_server() {
    const call = client.FullDuplexCall({ deadline: Date.now() + 1 });
    call.write({ payload: zeros(27182) });
    await assert.rejects(iterate(call).next(), fails(status.DEADLINE_EXCEEDED));
  },

  async custom_metadata() {
    const sent = new grpc.Metadata();
    sent.set(ECHO_HEADER, ECHO_VALUE);
    sent.set(ECHO_TRAILER, ECHO_BYTES);
    const check = (header, trailer) => {
      assert.deepEqual(header.get(ECHO_HEADER), [ECHO_VALUE]);
      assert.deepEqual(trailer.get(ECHO_TRAILER), [ECHO_BYTES]);
    };

    const { header, trailer } = await unary(client, 'UnaryCall', large(), sent);
    check(header, trailer);

    const call = client.FullDuplexCall(sent);
    const ended = new Promise((resolve) => call.on('status', resolve));
    const begun = new Promise((resolve) => call.on('metadata', resolve));
    call.end(output([LARGE_RESPONSE], { payload: zeros(LARGE_REQUEST) }));
    for await (const answer of call) {
      assert.equal(answer.payload.body.length, LARGE_RESPONSE);
    }
    check(await begun, (await ended).metadata);
  },

  async status_code_and_message() {
    const asked = { response_status: { code: status.UNKNOWN, message: TEST_MESSAGE } };
    await assert.rejects(unary(client, 'UnaryCall', asked), fails(status.UNKNOWN, TEST_MESSAGE));
    const call = client.FullDuplexCall();
    call.end(asked);
    await assert.rejects(iterate(call).next(), fails(status.UNKNOWN, TEST_MESSAGE));
  },

  async special_status_message() {
    const asked = { response_status: { code: status.UNKNOWN, message: SPECIAL_MESSAGE } };
    await assert.rejects(unary(client, 'UnaryCall', asked), fails(status.UNKNOWN, SPECIAL_MESSAGE));
  },

  async unimplemented_method() {
    await assert.rejects(unary(client, 'UnimplementedCall', {}), fails(status.UNIMPLEMENTED));
  },

  async unimplemented_service() {
    await assert.rejects(unary(elsewhere, 'UnimplementedCall', {}), fails(status.UNIMPLEMENTED));
  },

  async client_compressed_unary() {
    const packed = large({ expect_compressed: { value: true } });
    await assert.rejects(unary(client, 'UnaryCall', packed), fails(status.INVALID_ARGUMENT));
    assert.equal((await unary(packing, 'UnaryCall', packed)).answer.payload.body.length, LARGE_RESPONSE);
    const plain = large({ expect_compressed: { value: false } });
    assert.equal((await unary(client, 'UnaryCall', plain)).answer.payload.body.length, LARGE_RESPONSE);
  },

  async client_compressed_streaming() {
    const send = (service, messages) => new Promise((resolve, reject) => {
      const call = service.StreamingInputCall((error, answer) =>
        error ? reject(error) : resolve(answer.aggregated_payload_size));
      messages.forEach(({ size, packed }) => call.write(
        { payload: zeros(size), expect_compressed: { value: packed } }, packed ? 0 : NO_COMPRESSION));
      call.end();
    });
    await assert.rejects(send(client, [{ size: 27182, packed: true }]), fails(status.INVALID_ARGUMENT));
    assert.equal(await send(packing, [{ size: 27182, packed: true }, { size: 45904, packed: false }]), 73086);
  },

  async server_compressed_unary() {
    for (const value of [true, false]) {
      const before = unpacked.count();
      const { answer } = await unary(client, 'UnaryCall', large({ response_compressed: { value } }));
      assert.equal(answer.payload.body.length, LARGE_RESPONSE);
      assert.equal(unpacked.count() - before, value ? 1 : 0, 'messages that came compressed');
    }
  },

  async server_compressed_streaming() {
    const before = unpacked.count();
    const sizes = [];
    for await (const answer of client.StreamingOutputCall({
      response_parameters: [
        { size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }],
    })) {
      sizes.push(answer.payload.body.length);
    }
    assert.deepEqual(sizes, [31415, 92653]);
    assert.equal(unpacked.count() - before, 1, 'messages that came compressed');
  },
};

runCases({ ...cases, ...casesOn(`${host}:${port}`) }, names).then(() => [client, packing, elsewhere].forEach((service) => service.close()));
