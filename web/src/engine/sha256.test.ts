import { expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

test('the hash of the standard', () => {
  const abc = new TextEncoder().encode('abc');
  expect(sha256(abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('agrees with the platform at every length around a block', async () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
    const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hex = Array.from(expected, (byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(sha256(bytes)).toBe(hex);
  }
});
