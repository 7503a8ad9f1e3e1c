import { expect, test } from 'vitest';
import { rawMember } from './raw-json.ts';
import { agreement, readRecorded } from './recorded.ts';

test('a member is found with every byte of its text', () => {
  const value = '{"a": [1.0, "}\\"]"],\n "b": null}';
  expect(rawMember(`{"policy": {"decision": 1}, "decision": ${value} }`, 'decision')).toBe(value);
  expect(rawMember('{"x":"\\\\","decision":12.50}', 'decision')).toBe('12.50');
  expect(rawMember('{"de\\u0063ision":true,"x":1}', 'decision')).toBe('true');
  expect(rawMember('{}', 'decision')).toBeNull();
  expect(rawMember('[1]', 'decision')).toBeNull();
});

test('a recorded decision is taken out of its file verbatim', () => {
  const read = readRecorded('{"policy":{"sha256":"ab"},"decision":{"costPerHour":1.0,"variants":[]}}\n');
  expect(read).toEqual({ policySha256: 'ab', decision: '{"costPerHour":1.0,"variants":[]}' });
  expect(readRecorded('{"costPerHour":1.0,"variants":[]}\n').decision).toBe('{"costPerHour":1.0,"variants":[]}');
  expect(() => readRecorded('{"a":1}')).toThrow('no `decision`');
});

test('same bytes, same values, or the first difference', () => {
  expect(agreement('{"a":1.0}', '{"a":1.0}')).toEqual({ kind: 'same-bytes' });
  expect(agreement('{ "a": 1 }', '{"a":1.0}')).toEqual({ kind: 'same-values' });
  expect(agreement('{"a":[{"b":1}]}', '{"a":[{"b":1.0000000000000002}]}'))
    .toEqual({ kind: 'different', at: 'a[0].b', recorded: '1', again: '1.0000000000000002' });
  expect(agreement('{"a":1}', '{}')).toEqual({ kind: 'different', at: 'a', recorded: '1', again: 'absent' });
});
