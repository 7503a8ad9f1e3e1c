// Asks a worker one question, and ends it if it does not answer in time.

import { PolicyFailure } from './failure.ts';
import type { Answer } from './protocol.ts';

/** A worker that was ended must not be asked again. */
export function ask<T>(worker: Worker, question: unknown, deadlineMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (kind: 'timeout' | 'trap', text: string) => {
      worker.terminate();
      reject(new PolicyFailure({ kind, text }));
    };
    const timer = setTimeout(
      () => fail('timeout', `no answer within ${deadlineMs / 1000} s; the policy was ended`),
      deadlineMs,
    );
    worker.onmessage = ({ data }: MessageEvent<Answer<T>>) => {
      clearTimeout(timer);
      if ('ok' in data) resolve(data.ok);
      else reject(new PolicyFailure(data.failure));
    };
    worker.onerror = (event) => {
      clearTimeout(timer);
      event.preventDefault();
      fail('trap', `the worker broke down: ${event.message || 'no message'}`);
    };
    worker.postMessage(question);
  });
}
