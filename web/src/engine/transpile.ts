// The worker that makes bindings for a dropped policy. jco is large: it is loaded here only.

import { $init, generate } from '@bytecodealliance/jco-transpile/component';
import { boundMemory } from './memory.ts';
import type { Answer, Modules } from './protocol.ts';

/** What is needed to run a dropped component. */
export interface Transpiled {
  bindings: string;
  modules: Modules;
}

self.onmessage = async ({ data }: MessageEvent<Uint8Array>) => self.postMessage(await transpile(data));

async function transpile(component: Uint8Array): Promise<Answer<Transpiled>> {
  await $init;
  let files: [string, Uint8Array][];
  try {
    ({ files } = generate(component, {
      name: 'policy',
      instantiation: { tag: 'sync' },
      noNodejsCompat: true,
      noTypescript: true,
    }));
  } catch (error) {
    return invalid('is not a valid component', error);
  }
  try {
    return { ok: await sorted(files) };
  } catch (error) {
    return invalid('cannot be run', error);
  }
}

async function sorted(files: [string, Uint8Array][]): Promise<Transpiled> {
  const modules: Modules = {};
  let bindings = '';
  for (const [name, bytes] of files) {
    if (name.endsWith('.wasm')) modules[name] = await WebAssembly.compile(boundMemory(bytes));
    else if (name.endsWith('.js')) bindings = new TextDecoder().decode(bytes);
  }
  return { bindings, modules };
}

function invalid(what: string, error: unknown): Answer<never> {
  return { failure: { kind: 'invalid', text: `the policy ${what}: ${textOf(error)}` } };
}

function textOf(error: unknown): string {
  const payload = (error as { payload?: unknown }).payload;
  if (typeof payload === 'string') return payload;
  return error instanceof Error ? error.message : String(error);
}
