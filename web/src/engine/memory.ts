// Gives the memories of a core module a bound, as the host gives its sandbox one.

import { Reader } from './reader.ts';

/** 512 MiB, the host's bound; a thousand variants take about 10 MiB. */
const PAGES_MAX = 8192;
const HEADER_BYTES = 8;
const MEMORIES = 5;
const HAS_MAX = 1;
/** Shared, with 64-bit addresses or with pages of another size: no policy needs it. */
const UNUSUAL = ~HAS_MAX;

/** The module with every memory bounded; throws if it asks for more from the start. */
export function boundMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new Reader(module, HEADER_BYTES);
  const parts: Uint8Array[] = [module.subarray(0, HEADER_BYTES)];
  while (!reader.done()) {
    const id = reader.byte();
    const content = reader.take(reader.u32());
    const kept = id === MEMORIES ? bounded(new Reader(content)) : content;
    parts.push(Uint8Array.from([id, ...leb(kept.length)]), kept);
  }
  return joined(parts);
}

function bounded(reader: Reader): Uint8Array {
  const memories = reader.list((reader) => {
    const flags = reader.byte();
    if (flags & UNUSUAL) throw new RangeError(`its memory is of an unusual kind (${flags})`);
    const least = reader.u32();
    const most = flags & HAS_MAX ? reader.u32() : PAGES_MAX;
    if (least > PAGES_MAX) {
      throw new RangeError(`it asks for ${least / 16} MiB of memory; at most ${PAGES_MAX / 16} MiB are given`);
    }
    return [HAS_MAX, ...leb(least), ...leb(Math.min(most, PAGES_MAX))];
  });
  return Uint8Array.from([...leb(memories.length), ...memories.flat()]);
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
