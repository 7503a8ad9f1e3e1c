// Whether an answer is one: the built-in policy is tested, dropped ones are not.

import { PolicyFailure } from './failure.ts';
import type { Call } from './protocol.ts';

/** Longest answer that is shown, in characters. */
const LENGTH_MAX = 64 * 1024 * 1024;

/** Throws a PolicyFailure for what is not JSON of the right kind. */
export function checkAnswer(call: Call, answer: unknown): void {
  if (typeof answer !== 'string') throw nonsense('is no text');
  if (answer.length > LENGTH_MAX) throw nonsense(`has more than ${LENGTH_MAX} characters`);
  const value = parsed(answer);
  if (typeof value !== 'object' || value === null) throw nonsense('is no object');
  if (call === 'sweep' && !Array.isArray(value)) throw nonsense('is no list of predictions');
  if (call === 'decide' && !Array.isArray((value as { variants?: unknown }).variants)) {
    throw nonsense('has no list `variants`');
  }
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch (error) {
    throw nonsense(`is no JSON: ${(error as Error).message}`);
  }
}

function nonsense(text: string): PolicyFailure {
  return new PolicyFailure({ kind: 'invalid', text: `the policy's answer ${text}` });
}
