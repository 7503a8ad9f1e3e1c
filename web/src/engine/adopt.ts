// A policy that somebody dropped: checked, then transpiled in a worker of its own.

import { isComponent, isWasm, readComponent, type Component } from './component.ts';
import { PolicyFailure } from './failure.ts';
import type { Prepared } from './prepared.ts';
import { sha256 } from './sha256.ts';
import type { Transpiled } from './transpile.ts';
import { ask } from './worker.ts';

/** As the host's: bundled interpreters have about 12 MiB. */
const BYTES_MAX = 32 * 1024 * 1024;
/** Loading jco included. */
const TRANSPILE_DEADLINE_MS = 60_000;
const POLICY = /^wva:policy\/policy@0\.1\.\d+/;

/** Rejects with a PolicyFailure that says why the bytes are no policy. */
export async function adopt(bytes: Uint8Array): Promise<Prepared> {
  const { exports } = check(bytes);
  const transpiler = new Worker(new URL('./transpile.ts', import.meta.url), { type: 'module', name: 'transpile' });
  try {
    const { modules, bindings } = await ask<Transpiled>(transpiler, bytes, TRANSPILE_DEADLINE_MS);
    return {
      sha256: sha256(bytes),
      bytes: bytes.length,
      exports,
      builtIn: false,
      modules,
      bindings,
      worker: () => new Worker(new URL('./guest.ts', import.meta.url), { type: 'module', name: 'dropped policy' }),
    };
  } finally {
    transpiler.terminate();
  }
}

/** The same checks, in the same order and nearly the same words, as the host's. */
export function check(bytes: Uint8Array): Component {
  if (bytes.length > BYTES_MAX) throw invalid(`the policy has more than ${BYTES_MAX} bytes`);
  if (!isWasm(bytes)) throw invalid('the policy is not WebAssembly: it does not begin with `\\0asm`');
  if (!isComponent(bytes)) throw invalid('the policy is a core module, expected a component (see `wit/policy.wit`)');
  const component = read(bytes);
  const { imports, exports } = component;
  if (imports.length > 0) throw invalid(`the policy imports ${list(imports)}; a policy has no imports`);
  if (!exports.some((name) => POLICY.test(name))) {
    throw invalid(`the policy does not export \`wva:policy/policy@0.1\`; it exports ${list(exports)}`);
  }
  return component;
}

function read(bytes: Uint8Array): Component {
  try {
    return readComponent(bytes);
  } catch (error) {
    throw invalid(`the policy is not a valid component: ${(error as Error).message}`);
  }
}

function invalid(text: string): PolicyFailure {
  return new PolicyFailure({ kind: 'invalid', text });
}

function list(names: string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');
}
