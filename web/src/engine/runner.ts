// The inside of a worker that runs a policy: instantiates it once, asks it often. After a trap the
// page ends the worker.

import type { Answer, Call, Description, Failure, Modules, Question } from './protocol.ts';

type JsonCall = (input: string) => string;
type Exports = Record<string, Record<string, unknown> | undefined>;

/** The bindings that jco writes for a component. */
export interface Bindings {
  instantiate(
    module: (name: string) => WebAssembly.Module,
    imports: object,
    instantiate: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
  ): Exports;
}

const POLICY = /^wva:policy\/policy@0\.1\./;
const MODEL = /^wva:policy\/model@0\.1\./;

const FUNCTIONS: Record<Call, { of: RegExp; name: string }> = {
  decide: { of: POLICY, name: 'decideJson' },
  evaluate: { of: MODEL, name: 'evaluateJson' },
  size: { of: MODEL, name: 'sizeJson' },
  sweep: { of: MODEL, name: 'sweepJson' },
};

/** Answers the page's questions with the policy whose bindings `load` finds. */
export function serve(load: (bindings: string | null) => Promise<Bindings>): void {
  let instance: Exports | null = null;

  const start = async (modules: Modules, code: string | null): Promise<Answer<Description>> => {
    const bindings = await load(code);
    instance = bindings.instantiate((name) => named(modules, name), {}, instantiateCore);
    const describe = method(instance, POLICY, 'describe') as (() => Description) | null;
    return describe === null ? missing('describe') : { ok: describe() };
  };

  const ask = (call: Call, input: string): Answer<string> => {
    if (instance === null) throw new Error('it was not started');
    const { of, name } = FUNCTIONS[call];
    const json = method(instance, of, name) as JsonCall | null;
    return json === null ? missing(call) : { ok: json(input) };
  };

  const answer = async (question: Question): Promise<Answer<string | Description>> => {
    try {
      if (question.kind === 'start') return await start(question.modules, question.bindings);
      return ask(question.call, question.input);
    } catch (error) {
      return { failure: failureOf(error) };
    }
  };

  self.onmessage = async ({ data }: MessageEvent<Question>) => self.postMessage(await answer(data));
}

function instantiateCore(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
  return new WebAssembly.Instance(module, imports);
}

function named(modules: Modules, name: string): WebAssembly.Module {
  const module = modules[name];
  if (module === undefined) throw new Error(`the component has no module ${name}`);
  return module;
}

function method(exports: Exports, of: RegExp, name: string): unknown {
  const key = Object.keys(exports).find((key) => of.test(key));
  return (key === undefined ? undefined : exports[key]?.[name]) ?? null;
}

function missing(call: string): Answer<never> {
  return { failure: { kind: 'invalid', text: `the policy does not export ${call}` } };
}

/** A refusal is thrown with the policy's own error as its payload; anything else is a breakdown. */
function failureOf(error: unknown): Failure {
  const payload = (error as { payload?: { code?: unknown; field?: unknown; text?: unknown } }).payload;
  if (typeof payload === 'object' && payload !== null) {
    const { code, field, text } = payload;
    return { kind: 'refused', code: String(code), field: String(field), text: String(text) };
  }
  return { kind: 'trap', text: `the policy broke down: ${error instanceof Error ? error.message : String(error)}` };
}
