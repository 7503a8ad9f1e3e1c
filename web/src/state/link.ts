// The whole state in the fragment of the address: `#1=` and deflated JSON in base64url.
// A version is never changed once it was out; a new shape is a new number, and the old one is still read.

import type { DaySettings, State } from './state.ts';
import { number, object, parseJson, readMemory, readSnapshot, ReadError, string } from './read.ts';
import type { Scenario } from './scenario.ts';

const VERSION = '1';

/** No link needs more; a small text that unpacks to more is refused. */
export const UNPACKED_BYTES_MAX = 8 * 1024 * 1024;

export type Shared = Pick<State, 'scenario' | 'pinned' | 'variant' | 'tab' | 'day'>;

export async function toFragment(shared: Shared): Promise<string> {
  const { scenario, pinned, variant, tab, day } = shared;
  const json = JSON.stringify({ scenario, pinned, variant, tab, day });
  return `#${VERSION}=${await pack(json)}`;
}

export async function pack(text: string): Promise<string> {
  return toBase64Url(await through(new TextEncoder().encode(text), new CompressionStream('deflate-raw')));
}

export async function fromFragment(fragment: string): Promise<Shared> {
  const match = /^#(\d+)=(.*)$/.exec(fragment);
  if (!match) throw new ReadError('the link is not one of this page: expected `#1=…`');
  const [, version, body] = match as unknown as [string, string, string];
  if (version !== VERSION) {
    throw new ReadError(`the link was made by another version of this page: \`#${version}=\`, expected \`#${VERSION}=\``);
  }
  return readShared(parseJson(new TextDecoder().decode(await unpack(body))));
}

async function unpack(body: string): Promise<Uint8Array> {
  try {
    return await through(fromBase64Url(body), new DecompressionStream('deflate-raw'));
  } catch (error) {
    if (error instanceof ReadError) throw error;
    throw new ReadError('the link is damaged: a part of it is missing or changed');
  }
}

function readShared(value: unknown): Shared {
  const state = object(value, 'the link');
  return {
    scenario: readScenario(state['scenario'], 'scenario'),
    pinned: state['pinned'] == null ? null : readScenario(state['pinned'], 'pinned'),
    variant: state['variant'] == null ? null : string(state['variant'], 'variant'),
    tab: string(state['tab'], 'tab'),
    day: readDay(state['day']),
  };
}

function readScenario(value: unknown, at: string): Scenario {
  const scenario = object(value, at);
  return {
    name: string(scenario['name'], `${at}.name`),
    snapshot: readSnapshot(scenario['snapshot']),
    memory: readMemory(scenario['memory']),
    headroomPercent: number(scenario['headroomPercent'], `${at}.headroomPercent`),
  };
}

function readDay(value: unknown): DaySettings {
  const day = object(value, 'day');
  const factors = day['factors'];
  if (!Array.isArray(factors)) throw new ReadError('day.factors: expected a list');
  return {
    kind: string(day['kind'], 'day.kind'),
    seed: number(day['seed'], 'day.seed'),
    stepS: number(day['stepS'], 'day.stepS'),
    startUpS: number(day['startUpS'], 'day.startUpS'),
    factors: factors.map((f, i) => number(f, `day.factors[${i}]`)),
  };
}

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([bytes as BlobPart]).stream().pipeThrough(stream).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > UNPACKED_BYTES_MAX) {
      await reader.cancel();
      throw new ReadError(`the link unpacks to more than ${UNPACKED_BYTES_MAX} bytes`);
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}
