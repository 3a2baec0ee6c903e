import { expect, test } from 'vitest';
import { bytes, ms, type Experiment } from '../experiments/experiment.ts';
import { toCsv } from './csv.ts';

const experiment = (id: string): Experiment => ({
  id,
  title: `Title of ${id}`,
  claim: '',
  how: 'so',
  limits: 'not "that", though',
  run: () => Promise.resolve([]),
});

test('numbers stay numbers with their unit, text is quoted where it has to be, and what failed shows no number', () => {
  const rows = [
    { key: 'a', what: 'Time, to start', values: [ms(1234.5), ms(67)] },
    { key: 'b', what: '=Size', values: [bytes(10), null] },
  ] as const;
  const outcomes = {
    done: { state: 'done', at: '2026-01-01T00:00:00Z', durationMs: 1, rows },
    broken: { state: 'failed', at: '2026-01-02T00:00:00Z', why: 'kernel.bin: 503' },
  } as const;
  const csv = toCsv(['done', 'broken', 'never'].map(experiment), outcomes, [['browser', 'Chromium 142']]);
  expect(csv.split('\r\n')).toEqual([
    'browser,Chromium 142',
    '',
    'experiment,measured,side 1,value 1,unit 1,side 2,value 2,unit 2,state,at,how,not shown',
    'Title of done,"Time, to start",Virtual machine,1234.5,ms,Container,67,ms,done,2026-01-01T00:00:00Z,so,"not ""that"", though"',
    `Title of done,'=Size,Virtual machine,10,B,Container,,,done,2026-01-01T00:00:00Z,so,"not ""that"", though"`,
    'Title of broken,,,,,,,,failed: kernel.bin: 503,2026-01-02T00:00:00Z,so,"not ""that"", though"',
    'Title of never,,,,,,,,not measured,,so,"not ""that"", though"',
    '',
  ]);
});
