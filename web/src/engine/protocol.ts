// What the page and the workers that run a policy say to each other: one question, one answer.

export type Call = 'decide' | 'evaluate' | 'size' | 'sweep';

/** Who a policy says it is. */
export interface Description {
  name: string;
  version: string;
  latencyModels: string[];
  limits: {
    variants: number;
    accelerators: number;
    profiles: number;
    batch: number;
    memoryBytesPerVariant: number;
  };
}

/** The core modules of a component, by the names under which its bindings ask for them. */
export type Modules = Record<string, WebAssembly.Module>;

export type Question =
  | { kind: 'start'; modules: Modules; bindings: string | null }
  | { kind: 'call'; call: Call; input: string };

/** refused: the policy's own answer; invalid: it lacks the call or answered nonsense. */
export type FailureKind = 'refused' | 'trap' | 'timeout' | 'invalid';

export interface Failure {
  kind: FailureKind;
  text: string;
  code?: string;
  field?: string;
}

export type Answer<T> = { ok: T } | { failure: Failure };
