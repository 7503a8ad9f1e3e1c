import { expect, test } from 'vitest';
import { DAY_S, drawn, steps } from './curve.ts';

test('one factor for each step, in between along straight lines', () => {
  const all = steps([0, 1, 2, 1], DAY_S / 8);
  expect(all).toEqual([0, 0.5, 1, 1.5, 2, 1.5, 1, 0.5]);
  expect(steps([], DAY_S / 2)).toEqual([1, 1]);
});

test('a line that is drawn goes through every point in its way, in both directions', () => {
  const flat = [1, 1, 1, 1, 1];
  expect(drawn(flat, [0.1, 0], [0.7, 3])).toEqual([0, 1, 2, 3, 1]);
  expect(drawn(flat, [0.7, 3], [0.1, 0])).toEqual([0, 1, 2, 3, 1]);
  expect(drawn(flat, [0.5, -4], [0.5, -4])).toEqual([1, 1, 0, 1, 1]);
});
