import { expect, test } from 'vitest';
import { boundMemory } from './memory.ts';

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** A module that exports its memory `m`. */
const module = (...limits: number[]) =>
  Uint8Array.from([...HEADER, 5, limits.length + 1, 1, ...limits, 7, 5, 1, 1, 0x6d, 2, 0]);

function grownTo(bytes: Uint8Array<ArrayBuffer>): number {
  const { m } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as { m: WebAssembly.Memory };
  for (let step = 65536; step >= 1; step /= 2) {
    try {
      for (;;) m.grow(step);
    } catch {
      // As far as it goes with this step.
    }
  }
  return m.buffer.byteLength / 2 ** 20;
}

test('a memory without a bound gets one, and one with a larger bound too', () => {
  expect(grownTo(boundMemory(module(0, 1)))).toBe(512);
  expect(grownTo(boundMemory(module(1, 1, 0x80, 0x80, 0x04)))).toBe(512);
});

test('a smaller bound stays', () => {
  expect(grownTo(boundMemory(module(1, 1, 16)))).toBe(1);
});

test('nothing else changes', () => {
  const other = Uint8Array.from([...HEADER, 0, 3, 1, 0x78, 7]);
  expect([...boundMemory(other)]).toEqual([...other]);
});

test('what is asked for from the start is refused if it is too much or of another kind', () => {
  expect(() => boundMemory(module(0, 0x80, 0x80, 0x02))).toThrow(/asks for 2048 MiB/);
  expect(() => boundMemory(module(4, 1))).toThrow(/unusual kind/);
});
