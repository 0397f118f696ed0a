// SPDX-License-Identifier: GPL-3.0-or-later
// The OpenTelemetry SDK for JavaScript sends a nested trace, as JSON, as protobuf, over gRPC and as Zipkin has it; the store
// must hold exactly that (of Zipkin what its format can say).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { credentials, Metadata } from '@grpc/grpc-js';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const spanwise = process.argv[2];
const data = mkdtempSync(join(tmpdir(), 'spanwise-interop-'));
const nanos = ([seconds, ns]) => BigInt(seconds) * 1_000_000_000n + BigInt(ns);

async function addressesOf(server) {
  const addresses = [];
  for await (const line of createInterface({ input: server.stdout })) {
    const match = line.match(/127\.0\.0\.1:\d+/);
    if (match) addresses.push(match[0]);
    if (addresses.length === 3) return addresses;
  }
  throw new Error('spanwise did not say where it listens');
}

async function send(exporter) {
  const kept = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'interop-js' }),
    spanProcessors: [new SimpleSpanProcessor(kept), new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('interop.javascript', '4.5.6');
  const root = tracer.startSpan('query', { kind: SpanKind.SERVER, attributes: { 'input.value': 'Where is it?', n: 7, r: 0.25, list: ['a', 'b'] } });
  const child = tracer.startSpan('retrieval', {}, trace.setSpan(context.active(), root));
  child.addEvent('hit', { rank: 1 });
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'too slow' });
  child.end();
  root.end();
  const spans = kept.getFinishedSpans().slice();
  await provider.shutdown();
  return spans;
}

function plain(value) {
  if ('intValue' in value) return Number(value.intValue);
  if ('arrayValue' in value) return value.arrayValue.values.map(plain);
  return Object.values(value)[0];
}
const attributes = (entries) => Object.fromEntries((entries ?? []).map((e) => [e.key, plain(e.value)]));

function spansOf(id) {
  const document = JSON.parse(execFileSync(spanwise, ['trace', id, '--json', '--data', data], { encoding: 'utf8' }));
  const stored = new Map();
  for (const resource of document.resourceSpans)
    for (const scope of resource.scopeSpans)
      for (const span of scope.spans) stored.set(span.spanId, { span, resource, scope });
  return stored;
}

function compare(sent) {
  const stored = spansOf(sent[0].spanContext().traceId);
  assert.equal(stored.size, sent.length);
  for (const span of sent) {
    const { span: found, resource, scope } = stored.get(span.spanContext().spanId);
    assert.equal(found.name, span.name);
    assert.equal(found.parentSpanId ?? '', span.parentSpanContext?.spanId ?? '');
    assert.equal(BigInt(found.startTimeUnixNano), nanos(span.startTime));
    assert.equal(BigInt(found.endTimeUnixNano), nanos(span.endTime));
    assert.deepEqual(attributes(found.attributes), span.attributes);
    assert.equal(found.status?.code ?? 0, span.status.code);
    assert.equal(found.status?.message ?? '', span.status.message ?? '');
    assert.deepEqual((found.events ?? []).map((e) => [e.name, attributes(e.attributes)]), span.events.map((e) => [e.name, e.attributes]));
    assert.equal(attributes(resource.resource.attributes)['service.name'], 'interop-js');
    assert.equal(scope.scope.name, 'interop.javascript');
  }
}

/// Zipkin says less: times in microseconds, attributes and event attributes as text, no scope's version.
function compareZipkin(sent) {
  const stored = spansOf(sent[0].spanContext().traceId);
  assert.equal(stored.size, sent.length);
  for (const span of sent) {
    const { span: found, resource } = stored.get(span.spanContext().spanId);
    assert.equal(found.name, span.name);
    assert.equal(found.parentSpanId ?? '', span.parentSpanContext?.spanId ?? '');
    assert.equal(BigInt(found.startTimeUnixNano) / 1000n, nanos(span.startTime) / 1000n);
    assert.equal(found.status?.code ?? 0, span.status.code);
    const kept = attributes(found.attributes);
    for (const [key, value] of Object.entries(span.attributes)) assert.equal(String(kept[key]), String(value), key);
    assert.deepEqual((found.events ?? []).map((e) => e.name.split(':')[0].trim()), span.events.map((e) => e.name));
    assert.equal(attributes(resource.resource.attributes)['service.name'], 'interop-js');
  }
}

const token = 'the-token-of-this-test';
const free = '127.0.0.1:0';
const server = spawn(spanwise, ['serve', '--data', data, '--otlp-http', free, '--otlp-grpc', free, '--zipkin', free], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, SPANWISE_TOKEN: token },
});
try {
  const [http, grpc, zipkin] = await addressesOf(server);
  const headers = { authorization: `Bearer ${token}` };
  const url = `http://${http}/v1/traces`;
  const metadata = new Metadata();
  metadata.set('authorization', headers.authorization);
  const exporters = {
    json: new JsonExporter({ url, headers }),
    'json, gzip': new JsonExporter({ url, headers, compression: 'gzip' }),
    protobuf: new ProtoExporter({ url, headers }),
    'protobuf, gzip': new ProtoExporter({ url, headers, compression: 'gzip' }),
    grpc: new GrpcExporter({ url: `http://${grpc}`, credentials: credentials.createInsecure(), metadata }),
    'grpc, gzip': new GrpcExporter({ url: `http://${grpc}`, credentials: credentials.createInsecure(), metadata, compression: 'gzip' }),
  };
  for (const [name, exporter] of Object.entries(exporters)) {
    const sent = await send(exporter);
    compare(sent);
    console.log(`${sent.length} spans equal (${name})`);
  }
  const sent = await send(new ZipkinExporter({ url: `http://${zipkin}/api/v2/spans`, headers }));
  compareZipkin(sent);
  console.log(`${sent.length} spans equal (zipkin)`);
} finally {
  const ended = new Promise((resolve) => server.on('exit', resolve));
  server.kill('SIGTERM');
  const code = await ended;
  rmSync(data, { recursive: true, force: true });
  assert.equal(code, 0, 'spanwise did not end well');
}
