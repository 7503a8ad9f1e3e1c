// What a dropped file is, by what stands in it.

export type Dropped =
  | { kind: 'policy'; name: string; bytes: Uint8Array }
  | { kind: 'snapshot'; name: string; text: string }
  | { kind: 'decision'; name: string; text: string }
  | { kind: 'manifest'; name: string; text: string };

/** Larger texts are a mistake: a thousand variants take a tenth of it. */
export const TEXT_BYTES_MAX = 16 * 1024 * 1024;

const WASM_MAGIC = [0x00, 0x61, 0x73, 0x6d];

export function classify(name: string, bytes: Uint8Array): Dropped {
  if (name.endsWith('.wasm') || WASM_MAGIC.every((byte, i) => bytes[i] === byte)) return { kind: 'policy', name, bytes };
  const text = new TextDecoder().decode(bytes);
  return { kind: kindOf(text), name, text };
}

function kindOf(text: string): 'snapshot' | 'decision' | 'manifest' {
  if (!text.trimStart().startsWith('{')) return 'manifest';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'manifest';
  }
  const fields = value as Record<string, unknown>;
  if ('interfaceVersion' in fields) return 'snapshot';
  if ('decision' in fields || ('costPerHour' in fields && 'variants' in fields)) return 'decision';
  return 'manifest';
}
