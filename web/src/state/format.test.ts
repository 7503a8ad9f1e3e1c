import { expect, test } from 'vitest';
import { clock, money, percent, perMonth, short, signed } from './format.ts';

test.each([
  [0, '0'], [0.00774, '0.00774'], [0.657, '0.657'], [15.6123, '15.6'], [24, '24'], [337.4, '337'], [999.7, '1 000'], [58400, '58 400'],
  [-1234, '−1 234'], [1e-12, '0'], [null, '–'], [Number.NaN, '–'],
])('%s is shown as %s', (value, words) => {
  expect(short(value).replaceAll('\u202f', ' ')).toBe(words);
});

test('money keeps its cents until it is large', () => {
  expect([money(80), money(12.5), money(0.126), money(100), money(0)]).toEqual(['80', '12.5', '0.13', '100', '0']);
  expect(money(perMonth(80)).replaceAll('\u202f', ' ')).toBe('58 400');
  expect(perMonth(null)).toBeNull();
});

test('a difference has its sign, and none has none', () => {
  expect([signed(48), signed(-48), signed(0), signed(0.001), signed(null)]).toEqual(['+48', '−48', '±0', '±0', '–']);
});

test('shares and times', () => {
  expect(percent(0.0077)).toBe('0.77 %');
  expect([clock(0), clock(9.5), clock(23.9999)]).toEqual(['00:00', '09:30', '24:00']);
});
