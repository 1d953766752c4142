// Judges an OpenAPI document, and answers of the server that it describes.
//
//   node check.mjs openapi.json [answers.ndjson]
//
// The document is held to the published JSON schema of OpenAPI 3.1 and dereferenced by an independent parser; its
// examples are held to its own schemas. An answer is a line {operation, method, path, status, contentType, body}: the
// status has to be documented for that operation by its number, and the body has to fit the schema that stands there.
// Ends with 1 where anything is wrong, one line for each mistake.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import SwaggerParser from '@apidevtools/swagger-parser';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [documentFile, answersFile] = process.argv.slice(2);
const document = JSON.parse(readFileSync(documentFile, 'utf8'));
const mistakes = [];
const counts = { operations: 0, examples: 0, answers: 0 };

const verdict = await new Validator().validate(structuredClone(document));
if (!verdict.valid) {
  mistakes.push(`not valid OpenAPI: ${JSON.stringify(verdict.errors).slice(0, 2000)}`);
}

try {
  await SwaggerParser.validate(structuredClone(document), { resolve: { external: false } });
} catch (error) {
  mistakes.push(`not valid OpenAPI: ${error.message.slice(0, 2000)}`);
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);
for (const format of ['int32', 'uint32', 'int64', 'uint64', 'float', 'double']) {
  ajv.addFormat(format, true);
}
ajv.addSchema(document, 'api');

const pointer = (...parts) =>
  'api#/' + parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');

const compiled = new Map();
function judge(value, where, ...parts) {
  const reference = pointer(...parts);
  if (!compiled.has(reference)) {
    compiled.set(reference, ajv.compile({ $ref: reference }));
  }
  const fits = compiled.get(reference);
  if (!fits(value)) {
    mistakes.push(`${where}: ${ajv.errorsText(fits.errors).slice(0, 500)}`);
  }
}

const operations = new Map();
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    counts.operations++;
    operations.set(operation.operationId, { path, method, operation });
    (operation.parameters ?? []).forEach((parameter, index) => {
      if (parameter.example !== undefined) {
        counts.examples++;
        judge(parameter.example, `example of ${parameter.name} in ${operation.operationId}`,
          'paths', path, method, 'parameters', String(index), 'schema');
      }
    });
    for (const [type, content] of Object.entries(operation.requestBody?.content ?? {})) {
      if (content.example !== undefined) {
        counts.examples++;
        judge(content.example, `example of ${operation.operationId}`,
          'paths', path, method, 'requestBody', 'content', type, 'schema');
      }
    }
  }
}

for (const [name, response] of Object.entries(document.components.responses)) {
  for (const [type, content] of Object.entries(response.content ?? {})) {
    if (content.example !== undefined) {
      counts.examples++;
      judge(content.example, `example of ${name}`, 'components', 'responses', name, 'content', type, 'schema');
    }
  }
}

for (const line of answersFile ? readFileSync(answersFile, 'utf8').split('\n').filter(Boolean) : []) {
  const answer = JSON.parse(line);
  const where = `${answer.operation} (${answer.method} ${answer.path}) ${answer.status}`;
  const { path, method, operation } = operations.get(answer.operation);
  counts.answers++;
  let parts = ['paths', path, method, 'responses', String(answer.status)];
  let response = operation.responses[answer.status];
  if (response?.$ref) {
    parts = response.$ref.slice(2).split('/');
    response = document.components.responses[parts[2]];
  }
  const type = (answer.contentType ?? '').split(';')[0];
  if (!response) {
    mistakes.push(`${where}: the status is not documented`);
  } else if (!response.content) {
    if (answer.body) {
      mistakes.push(`${where}: a body where none is documented`);
    }
  } else if (!response.content[type]) {
    mistakes.push(`${where}: ${type || 'no media type'} is not documented`);
  } else if (type !== 'text/event-stream') {
    const values = type === 'application/x-ndjson' ? answer.body.split('\n').filter(Boolean) : [answer.body];
    for (const value of values) {
      judge(JSON.parse(value), where, ...parts, 'content', type, 'schema');
    }
  }
}

for (const mistake of mistakes) {
  console.log(mistake);
}
console.log(`${counts.operations} operations, ${counts.examples} examples, ${counts.answers} answers, ${mistakes.length} mistakes`);
process.exit(mistakes.length > 0 ? 1 : 0);
