import { expect, test } from 'vitest';
import { readNumber } from '../state/number.ts';
import { countScale, ratioScale, STEPS } from './scale.ts';

test.each([
  ['12', {}, 12], [' 1,5 ', {}, 1.5], ['', {}, null], ['', { needed: true }, 'a number is needed'],
  ['x', {}, 'not a number'], ['-1', {}, 'at least 0'], ['0', { least: 1 }, 'at least 1'], ['1.5', { whole: true }, 'a whole number'], ['Infinity', {}, 'not a number'],
])('%s', (written, spec, read) => {
  expect(readNumber(written, spec)).toBe(read);
});

test('the middle of a slider is the value it was made for', () => {
  const scale = ratioScale(500, 20, false);
  expect(scale.step(500)).toBe(STEPS / 2);
  expect(scale.value(STEPS / 2)).toBe(500);
  expect([scale.value(0), scale.value(STEPS)]).toEqual([25, 10_000]);
  expect([scale.step(1), scale.step(1e6)]).toEqual([0, STEPS]);
});

test('zero has its own place where it makes sense', () => {
  const scale = ratioScale(1, 10, true);
  expect([scale.value(0), scale.step(0), scale.step(1e-9)]).toEqual([0, 0, 1]);
});

test('counts are whole', () => {
  const scale = countScale(50);
  expect([scale.value(0), scale.value(10), scale.value(STEPS), scale.step(7)]).toEqual([0, 1, 50, 140]);
  for (let n = 0; n <= 50; n += 1) expect(scale.value(scale.step(n))).toBe(n);
});
