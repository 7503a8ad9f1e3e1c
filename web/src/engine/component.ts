// Reads what a component's bytes say of themselves: imports, exports, core modules.
// Format: the component model's binary explainer. Whether the rest is valid is for jco to say.

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

class Reader {
  #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new RangeError('it is cut off');
    this.#at += 1;
    return byte;
  }

  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number is too long');
  }

  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError('it is cut off');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  list<T>(item: (reader: Reader) => T): T[] {
    const items: T[] = [];
    for (let left = this.u32(); left > 0; left -= 1) items.push(item(this));
    return items;
  }
}
