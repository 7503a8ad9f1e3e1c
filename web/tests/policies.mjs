// Policies to drop on the page, made from text so that it is plain to see what is wrong with them.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { TARGET, text } from './harness.mjs';

const POLICY = 'wva:policy/policy@0.1.0';

/** What a third party's policy is: the first interface only. */
const WORLD = 'world third-party { export policy; }';

/** The built-in policy with other bytes: a section that nobody reads. */
export async function good() {
  const bytes = await builtIn();
  const note = Buffer.from('\u0004notemade again', 'latin1');
  return Buffer.concat([bytes, Buffer.from([0, note.length]), note]);
}

export const builtIn = () => readFile(join(TARGET, 'wva/policy.wasm'));

/** The built-in policy's code, without the component around it. */
export const coreModule = () => parse('(module (memory (export "memory") 1))');

export const garbage = () => Buffer.from('This is a text and no policy at all.');

/** Begins like a component and then is none. */
export async function damaged() {
  const bytes = Buffer.from(await builtIn());
  bytes.fill(0xff, 1000, 2000);
  return bytes;
}

export const cutOff = async () => (await builtIn()).subarray(0, 5000);

/** A component that wants a clock of its host. */
export const withImports = () =>
  parse(`(component
    (import "wasi:clocks/monotonic-clock@0.2.0" (instance (export "now" (func (result u64)))))
    (import "log" (func (param "text" string))))`);

/** A component without anything to call. */
export const withoutExport = () => parse('(component (core module))');

/** A policy that does this when it is asked; it describes itself with empty names. A question is written from 16 KiB on. */
export async function asked({ pages = 1, describe = '(i32.const 0)', decideJson = 'unreachable', more = '' }) {
  const module = await parse(`(module
    (memory (export "memory") ${pages})
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 16384))
    (func (export "${POLICY}#describe") (result i32) ${describe})
    (func (export "${POLICY}#decide") (param i32) (result i32) unreachable)
    (func (export "${POLICY}#decide-json") (param i32 i32) (result i32) ${decideJson})
    ${more})`);
  const witSource = `${await text('wit/policy.wit')}\n${WORLD}`;
  return componentNew(await componentEmbed({ binary: module, witSource, world: 'third-party' }));
}

/** Answers every question with the same text. */
export function answering(answer) {
  const bytes = Buffer.from(answer);
  const escaped = [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  const decideJson = `(i32.store8 (i32.const 512) (i32.const 0))
    (i32.store (i32.const 516) (i32.const 1024))
    (i32.store (i32.const 520) (i32.const ${bytes.length}))
    (i32.const 512)`;
  return asked({ decideJson, more: `(data (i32.const 1024) "${escaped}")` });
}

export const endless = () => asked({ decideJson: '(loop (br 0)) unreachable' });
export const endlessFromTheStart = () => asked({ describe: '(loop (br 0)) unreachable' });
/** Breaks down if it is not given 512 MiB, else does not end. */
export const greedy = () =>
  asked({
    decideJson: `(if (i32.eq (memory.grow (i32.const 8192)) (i32.const -1)) (then unreachable))
      (loop (br 0)) unreachable`,
  });
/** Wants 1 GiB before anything is asked. */
export const greedyFromTheStart = () => asked({ pages: 16384 });
export const trapping = () => asked({});
