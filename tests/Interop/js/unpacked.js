// Counts the messages that are unpacked: @grpc/grpc-js hides whether a message came compressed.
'use strict';

const { Gunzip } = require('node:zlib');

let count = 0;
const { write } = Gunzip.prototype;

// The library makes an unpacker for each compressed message and writes the whole of it at once.
Gunzip.prototype.write = function (...chunk) {
  count++;
  return write.apply(this, chunk);
};

exports.count = () => count;
