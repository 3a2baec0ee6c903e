import type { TraceEvent } from '../../../../engine-wasm/api/trace.ts';
import { boolean, isRecord, listOf, number, record, text, type Check, type Shape } from '../../docker/shape.ts';

const client = record({ pid: number, argv: listOf(text) });
const result: Check = (value) => listOf(number)(value) && (value as unknown[]).length === 4;
const place: Check = (value) => isRecord(value) && (number(value['request']) || (text(value['task']) && number(value['index'])));

/** What each kind cannot do without. */
const required: { readonly [Kind in TraceEvent['kind']]: Shape } = {
  client: { state: text, client },
  request: { request: number, method: text, path: text, client, agent: text },
  response: { request: number, status: number, durationMs: number },
  plan: { container: text, task: text, request: number, plan: text },
  steps: { task: text, since: number, results: listOf(result) },
  call: { call: text, durationMs: number },
  attach: { container: text, task: text },
  output: { container: text, task: text, stdout: number, stderr: number },
  process: { container: text, state: text, pid: number },
  transfer: { reference: text, digest: text, state: text, bytes: number },
  'build-step': { request: number, step: number, steps: number, stage: number, stageName: text, line: number, endLine: number, code: text, state: text },
  'step-mode': { armed: boolean, why: text },
  stop: { stop: number, before: place },
  go: { stop: number, why: text },
};

/** A line of the trace; `null` when it is none: whatever sent it, the page goes on. */
export function parseTraceEvent(value: unknown): TraceEvent | null {
  if (!isRecord(value) || !number(value['seq']) || !number(value['time']) || typeof value['kind'] !== 'string') return null;
  const checks = Object.hasOwn(required, value['kind']) ? required[value['kind'] as TraceEvent['kind']] : null;
  if (!checks || !record(checks)(value)) return null;
  return value as unknown as TraceEvent;
}
