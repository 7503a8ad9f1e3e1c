// Reads what a component's bytes say of themselves: imports, exports, core modules.
// Format: the component model's binary explainer. Whether the rest is valid is for jco to say.

import { Reader } from './reader.ts';

const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const CORE_MODULE = 1;
const IMPORTS = 10;
const EXPORTS = 11;

export interface Component {
  imports: string[];
  exports: string[];
  /** The core modules, as views of the component's own bytes. */
  modules: Uint8Array[];
}

export const isWasm = (bytes: Uint8Array): boolean => PREAMBLE.slice(0, 4).every((byte, i) => bytes[i] === byte);

/** Every other version and layer than a component's, such as a core module's. */
export const isComponent = (bytes: Uint8Array): boolean => PREAMBLE.every((byte, i) => bytes[i] === byte);

export function readComponent(bytes: Uint8Array): Component {
  const component: Component = { imports: [], exports: [], modules: [] };
  const reader = new Reader(bytes, PREAMBLE.length);
  while (!reader.done()) {
    const id = reader.byte();
    const section = reader.take(reader.u32());
    if (id === CORE_MODULE) component.modules.push(section);
    if (id === IMPORTS) component.imports.push(...new Reader(section).list(importName));
    if (id === EXPORTS) component.exports.push(...new Reader(section).list(exportName));
  }
  return component;
}

function importName(reader: Reader): string {
  const name = externName(reader);
  externType(reader);
  return name;
}

function exportName(reader: Reader): string {
  const name = externName(reader);
  if (reader.byte() === 0) reader.byte();
  reader.u32();
  if (reader.byte() === 1) externType(reader);
  return name;
}

function externName(reader: Reader): string {
  const tag = reader.byte();
  if (tag > 1) throw new RangeError(`name of kind ${tag}`);
  return new TextDecoder('utf-8', { fatal: true }).decode(reader.take(reader.u32()));
}

/** Only its length matters: what follows is the next name. */
function externType(reader: Reader): void {
  const sort = reader.byte();
  if (sort === 0) reader.byte();
  if ((sort === 2 || sort === 3) && reader.byte() === 1 && sort === 3) return;
  reader.u32();
}
