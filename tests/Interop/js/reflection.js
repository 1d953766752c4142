// Cases for a caller who knows a server's address and nothing else: its contracts come by reflection.
'use strict';

const assert = require('node:assert/strict');
const grpc = require('@grpc/grpc-js');
const { GrpcReflection } = require('grpc-js-reflection-client');
const { LARGE_RESPONSE } = require('./messages');

const SERVICE = 'grpc.testing.TestService';

async function callByReflection(target, version) {
  const credentials = grpc.credentials.createInsecure();
  const reflection = new GrpcReflection(target, credentials, {}, version);

  const services = await reflection.listServices();
  assert.ok(services.includes(SERVICE), `${SERVICE} is not among ${services}`);

  const methods = (await reflection.listMethods(SERVICE)).map(({ name }) => name);
  assert.ok(methods.includes('FullDuplexCall'), `FullDuplexCall is not among ${methods}`);

  const descriptor = await reflection.getDescriptorBySymbol(SERVICE);
  const { TestService } = descriptor.getPackageObject({ keepCase: true }).grpc.testing;
  const client = new TestService(target, credentials);
  const answer = await new Promise((resolve, reject) => {
    client.UnaryCall({ response_size: LARGE_RESPONSE }, (error, value) => (error ? reject(error) : resolve(value)));
  });
  client.close();
  assert.equal(answer.payload.body.length, LARGE_RESPONSE);

  await assert.rejects(reflection.getDescriptorBySymbol('no.such.Service'));
}

exports.casesOn = (target) => ({
  reflection_v1: () => callByReflection(target, 'v1'),
  reflection_v1alpha: () => callByReflection(target, 'v1alpha'),
});
