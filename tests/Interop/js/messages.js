// The interop test service as @grpc/proto-loader reads it, and what the programs of this folder share.
'use strict';

const path = require('node:path');
const loader = require('@grpc/proto-loader');

exports.definition = loader.loadSync('grpc/testing/test.proto', {
  includeDirs: [path.join(__dirname, '..', 'protos')],
  keepCase: true,
  defaults: true,
});

exports.REQUEST_SIZES = [27182, 8, 1828, 45904];
exports.RESPONSE_SIZES = [31415, 9, 2653, 58979];
exports.LARGE_REQUEST = 271828;
exports.LARGE_RESPONSE = 314159;
exports.TEST_MESSAGE = 'test status message';
exports.SPECIAL_MESSAGE = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';
exports.ECHO_HEADER = 'x-grpc-test-echo-initial';
exports.ECHO_TRAILER = 'x-grpc-test-echo-trailing-bin';
exports.ECHO_VALUE = 'test_initial_metadata_value';
exports.ECHO_BYTES = Buffer.from([0xab, 0xab, 0xab]);

exports.zeros = (size) => ({ body: Buffer.alloc(size) });

/** Runs cases in turn and prints a line for each: its name and ok or FAIL. */
exports.runCases = async (cases, names) => {
  const patience = 20_000;
  for (const name of names) {
    let timer;
    const hangs = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${patience} ms`)), patience);
    });
    try {
      await Promise.race([cases[name](), hangs]);
      console.log(name, 'ok');
    } catch (error) {
      console.log(name, 'FAIL', String(error.message).replace(/\s+/g, ' '));
      process.exitCode = 1;
    } finally {
      clearTimeout(timer);
    }
  }
};
