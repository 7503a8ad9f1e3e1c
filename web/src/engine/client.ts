// The policy as the rest of the page knows it: JSON in, JSON out, one question at a time.

import { adopt } from './adopt.ts';
import { checkAnswer } from './answer.ts';
import { PolicyFailure } from './failure.ts';
import { builtIn, type Prepared } from './prepared.ts';
import type { Call, Description } from './protocol.ts';
import { ask } from './worker.ts';

export { PolicyFailure };
export type { Description };

/** The largest systems take seconds; whatever takes longer than this is not coming back. */
const CALL_DEADLINE_MS = 10_000;
const START_DEADLINE_MS = 10_000;

export interface PolicyIdentity {
  name: string;
  version: string;
  sha256: string;
  bytes: number;
  exports: string[];
  builtIn: boolean;
  description: Description;
}

export class Engine {
  readonly identity: PolicyIdentity;
  #prepared: Prepared;
  #worker: Worker | null;
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  /** The policy that came with the page. */
  static async builtIn(): Promise<Engine> {
    return Engine.#of(await builtIn());
  }

  /** A dropped policy; rejects with a PolicyFailure that says why it cannot be used. */
  static async fromBytes(bytes: Uint8Array): Promise<Engine> {
    return Engine.#of(await adopt(bytes));
  }

  static async #of(prepared: Prepared): Promise<Engine> {
    const { worker, description } = await start(prepared);
    return new Engine(prepared, worker, description);
  }

  private constructor(prepared: Prepared, worker: Worker, description: Description) {
    const { sha256, bytes, exports, builtIn } = prepared;
    const { name, version } = description;
    this.identity = { name, version, sha256, bytes, exports, builtIn, description };
    this.#prepared = prepared;
    this.#worker = worker;
  }

  /** {interfaceVersion, snapshot, memory} to a decision, as the policy wrote it. */
  decideJson(input: string): Promise<string> {
    return this.#call('decide', input);
  }

  /** {replica, arrivalRatePerS} to a prediction. */
  evaluateJson(input: string): Promise<string> {
    return this.#call('evaluate', input);
  }

  /** {replica, targets} to a sizing. */
  sizeJson(input: string): Promise<string> {
    return this.#call('size', input);
  }

  /** {replica, fromRatePerS, toRatePerS, points} to a list of predictions. */
  sweepJson(input: string): Promise<string> {
    return this.#call('sweep', input);
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop();
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #call(call: Call, input: string): Promise<string> {
    const answer = this.#last.then(() => this.#ask(call, input));
    // The next question does not depend on how this one ended.
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #ask(call: Call, input: string): Promise<string> {
    if (!this.#disposed) this.#worker ??= (await start(this.#prepared)).worker;
    if (this.#disposed || this.#worker === null) {
      this.#stop();
      throw new PolicyFailure({ kind: 'invalid', text: 'the policy was put away' });
    }
    try {
      const answer = await ask<string>(this.#worker, { kind: 'call', call, input }, CALL_DEADLINE_MS);
      if (!this.identity.builtIn) checkAnswer(call, answer);
      return answer;
    } catch (failure) {
      const { kind } = failure as PolicyFailure;
      // What broke down or hangs is not asked again.
      if (kind === 'timeout' || kind === 'trap') this.#stop();
      throw failure;
    }
  }
}

async function start(prepared: Prepared): Promise<{ worker: Worker; description: Description }> {
  const worker = prepared.worker();
  const { modules, bindings } = prepared;
  try {
    const description = await ask<Description>(worker, { kind: 'start', modules, bindings }, START_DEADLINE_MS);
    return { worker, description };
  } catch (failure) {
    worker.terminate();
    throw failure;
  }
}
