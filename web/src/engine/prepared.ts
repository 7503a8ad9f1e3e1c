// A policy made ready to run: as often as a worker has to be started again.

import { readComponent } from './component.ts';
import type { Modules } from './protocol.ts';
import { sha256 } from './sha256.ts';
import policyUrl from '../generated/policy.wasm?url';

export interface Prepared {
  sha256: string;
  bytes: number;
  exports: string[];
  builtIn: boolean;
  modules: Modules;
  bindings: string | null;
  worker: () => Worker;
}

/** The policy that came with the page: what runs is cut out of the bytes that are hashed. */
export async function builtIn(): Promise<Prepared> {
  const response = await fetch(policyUrl);
  if (!response.ok) throw new Error(`cannot load the policy: ${response.status} ${response.statusText}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { exports, modules } = readComponent(bytes);
  const core = modules[0];
  if (core === undefined) throw new Error('the policy that came with the page has no code');
  return {
    sha256: sha256(bytes),
    bytes: bytes.length,
    exports,
    builtIn: true,
    modules: { 'policy.core.wasm': await WebAssembly.compile(core.slice()) },
    bindings: null,
    worker: () => new Worker(new URL('./builtin.ts', import.meta.url), { type: 'module', name: 'policy' }),
  };
}
