import { expect, test } from 'vitest';
import { classify } from './files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['p.wasm', 'anything', 'policy'],
  ['p', '\0asm\x01', 'policy'],
  ['s.json', '{"interfaceVersion":"0.1.0"}', 'snapshot'],
  ['d.json', '{"policy":{},"decision":{}}', 'decision'],
  ['d.json', '{"atUnixS":1,"costPerHour":1,"variants":[]}', 'decision'],
  ['list.json', '{"kind":"List","items":[]}', 'manifest'],
  ['broken.json', '{"kind":', 'manifest'],
  ['o.json', '[{"variant":"a/b"}]', 'manifest'],
  ['m.yaml', 'kind: ConfigMap', 'manifest'],
])('%s with %s is a %s', (name, text, kind) => {
  expect(classify(name, bytes(text)).kind).toBe(kind);
});
