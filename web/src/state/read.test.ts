import { expect, test } from 'vitest';
import { input } from './fixtures.ts';
import { readInput } from './read.ts';
import { readDecision } from './decision.ts';

test('what is read is left as it is, unknown fields too', () => {
  const file = { ...input(), snapshot: { ...input().snapshot, newField: 7 } };
  expect(readInput(JSON.stringify(file))).toEqual(file);
});

test('a file of 1.0.0 has the same fields and becomes one of today', () => {
  expect(readInput(JSON.stringify({ ...input(), interfaceVersion: '1.0.0' }))).toEqual(input());
});

test('absent memory and capacities are empty', () => {
  const { capacities: _, ...snapshot } = input().snapshot;
  const read = readInput(JSON.stringify({ interfaceVersion: '0.1.7', snapshot }));
  expect(read.memory).toEqual([]);
  expect(read.snapshot.capacities).toEqual([]);
});

test.each([
  ['{', 'not JSON'],
  ['[]', 'the file: `[]`, expected an object'],
  ['{"interfaceVersion":"2.0.0"}', '`2.0.0` is not supported, expected 0.1.0 or another 0.1.x'],
  ['{"interfaceVersion":"0.2.0"}', '`0.2.0` is not supported'],
  ['{"interfaceVersion":"0.1.0"}', 'snapshot: missing'],
])('%s is refused with its place', (text, words) => {
  expect(() => readInput(text)).toThrow(words);
});

test('a wrong value deep inside is named', () => {
  const wrong = input();
  Object.assign(wrong.snapshot.variants[1]?.observed ?? {}, { avgInputTokens: 'many' });
  expect(() => readInput(JSON.stringify(wrong))).toThrow('snapshot.variants[1].observed.avgInputTokens: `"many"`, expected a number');
});

test('an answer of a foreign policy is looked at before it is shown', () => {
  expect(() => readDecision('7')).toThrow('decision: `7`, expected an object');
  expect(() => readDecision('{"costPerHour":1,"memory":[],"variants":[{"variant":"a"}]}')).toThrow('decision.variants[0].workload: missing');
  expect(readDecision('{"atUnixS":1,"costPerHour":1,"memory":[],"variants":[]}').costPerHour).toBe(1);
});
