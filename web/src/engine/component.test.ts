import { expect, test } from 'vitest';
import { isComponent, isWasm, readComponent } from './component.ts';

const COMPONENT = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
const name = (text: string) => [0x00, text.length, ...new TextEncoder().encode(text)];
const section = (id: number, content: number[]) => [id, content.length, ...content];
const component = (...sections: number[][]) => Uint8Array.from([...COMPONENT, ...sections.flat()]);

test('a core module is WebAssembly and no component', () => {
  const module = Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  expect([isWasm(module), isComponent(module)]).toEqual([true, false]);
  expect([isWasm(component()), isComponent(component())]).toEqual([true, true]);
  expect(isWasm(new Uint8Array())).toBe(false);
});

test('imports of every sort are named', () => {
  const sorts = [
    [0x00, 0x11, 3], // core module
    [0x01, 0], // function
    [0x02, 0x00, 1], // value, equal to another
    [0x02, 0x01, 0x79], // value of a type
    [0x03, 0x00, 2], // type, equal to another
    [0x03, 0x01], // resource
    [0x04, 0], // component
    [0x05, 0], // instance
  ];
  const imports = sorts.flatMap((sort, i) => [...name(`a:b/c${i}`), ...sort]);
  const read = readComponent(component(section(10, [sorts.length, ...imports])));
  expect(read.imports).toEqual(sorts.map((_, i) => `a:b/c${i}`));
});

test('exports are named, with and without a type', () => {
  const exports = [2, ...name('one'), 0x05, 0, 0x00, ...name('two'), 0x00, 0x11, 0, 0x01, 0x00, 0x11, 0];
  expect(readComponent(component(section(11, exports))).exports).toEqual(['one', 'two']);
});

test('core modules are cut out as they stand', () => {
  const read = readComponent(component(section(1, [1, 2, 3]), section(0, [9]), section(1, [4])));
  expect(read.modules.map((module) => [...module])).toEqual([[1, 2, 3], [4]]);
});

test('what is cut off or overlong is no component', () => {
  expect(() => readComponent(component([1, 200]))).toThrow(/cut off/);
  expect(() => readComponent(component([1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]))).toThrow(/too long/);
  expect(() => readComponent(component(section(10, [1, 0x00, 90])))).toThrow(/cut off/);
});
