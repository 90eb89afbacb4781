import type { TaskHeaders } from '../../job/headers.ts';
import type { Outcome } from '../../job/outcome.ts';
import { runJob } from '../../job/run-job.ts';
import { indentJson } from '../../json/indent.ts';
import { type KeySchema, UNKNOWN_KEY_SCHEMA } from '../../keys/key-schema.ts';
import { localSecrets } from '../../worker/secrets.ts';
import { dryAnswers } from './dry-answers.ts';
import { type ExplainedJob, explain, looksUpKeys } from './explain.ts';
import { type KnownKeys, keysOfTable, standInKeys } from './known-keys.ts';
import { aboutJob, type GivenJob, maskFor, openJob, type Style } from './opened-job.ts';
import { answeredHere, type Sent, shownOf } from './sent.ts';
import { joined, jsonOf, outcomeMembers, requestsAsJson, toldList, toldRequests } from './told.ts';
import { UNASKED, unaskedSources } from './unasked-sources.ts';
import { type KeysUsed, whatFollows } from './what-follows.ts';

/** Does a job without asking anybody, and tells which requests it makes. Gives the exit code. */
export async function dryRun(given: GivenJob, known: KnownKeys, style: Style): Promise<number> {
  const about = aboutJob(given);
  const sent: Sent[] = [];
  const notes: string[] = [];
  const keys = keysFor(about, known);
  const answer = dryAnswers(keys.of);
  const unasked = new Set<string>();
  const secrets = localSecrets(given.config, given.env, (name) => {
    unasked.add(name);
    return UNASKED;
  });
  const { settings, close } = openJob(given, secrets, () => ({
    network: answeredHere((one) => {
      sent.push(one);
      return answer(one);
    }),
    sources: unaskedSources(given.env, (note) => notes.push(note)),
    // In the mode `auto`, the SDK asks the machine that it runs on for its region.
    defaultsMode: 'standard',
  }));
  try {
    const mask = await maskFor(given, settings);
    const hidden = (sentence: string) => mask(sentence);
    const headersOf = (text: string) => withoutResult(settings.headersOf(text));
    const { outcome } = await runJob(given.job, { ...settings, headersOf }, new AbortController().signal);
    const refusal = refusalOf(outcome, keys.used);
    tell(given, style, {
      requests: sent.map((one) => shownOf(one, mask)),
      refusal,
      notes: [
        ...notes,
        ...[...unasked].map((name) => `AWS is not asked for the secret ${name}: ${UNASKED} stands for it here.`),
        ...whatFollows(sent, about, { ...keys.used, stopped: outcome.kind !== 'completed' }),
        ...keys.unused().map((table) => `The keys of ${table}, given by --keys, are not used: the job asks for none.`),
      ].map(hidden),
      explanation: style.explains ? explain(sent, about).map(hidden) : [],
    });
    return refusal === undefined ? 0 : 1;
  } finally {
    close();
  }
}

/** Gives the keys with which tables are described to a job, and notes which of them nobody gave. */
function keysFor({ operation, input }: ExplainedJob, known: KnownKeys) {
  const used = { given: new Set<KeySchema>(), unknown: new Set<string>(), standIn: new Set<string>() };
  const of = (tableName: string): KeySchema | undefined => {
    if (!looksUpKeys(operation)) return UNKNOWN_KEY_SCHEMA;
    const given = keysOfTable(known, tableName);
    if (given !== undefined) {
      used.given.add(given);
      return given;
    }
    const standIn = standInKeys(input, tableName);
    used[standIn === undefined ? 'unknown' : 'standIn'].add(tableName);
    return standIn;
  };
  const unused = () => [...known].filter(([, schema]) => !used.given.has(schema)).map(([table]) => table);
  return { of, used, unused };
}

/** What becomes of the result does not count, because there is none. */
function withoutResult(headers: TaskHeaders): TaskHeaders {
  return { ...headers, resultVariable: undefined, resultExpression: undefined, errorExpression: undefined };
}

/** What stops the job before it has asked all that it would ask. */
type Refusal = Exclude<Outcome, { readonly kind: 'completed' }>;

/** Gives why a job ended before its end; undefined where it only needs keys that nobody gave. */
function refusalOf(outcome: Outcome, { unknown }: Pick<KeysUsed, 'unknown'>): Refusal | undefined {
  if (outcome.kind === 'completed') return undefined;
  const { error } = JSON.parse(outcome.variables) as { readonly error: { readonly type: string | null } };
  return error.type === 'AccessDeniedException' && unknown.size > 0 ? undefined : outcome;
}

interface DryRun {
  readonly requests: readonly Sent[];
  readonly refusal: Refusal | undefined;
  readonly notes: readonly string[];
  readonly explanation: readonly string[];
}

function tell(
  { surroundings: { print } }: GivenJob,
  { explains, asJson }: Style,
  { requests, refusal, notes, explanation }: DryRun,
): void {
  if (asJson) {
    const members = {
      ...(refusal && outcomeMembers(refusal)),
      requests: requestsAsJson(requests),
      notes: JSON.stringify(notes),
      explanation: explains ? JSON.stringify(explanation) : undefined,
    };
    print(indentJson(jsonOf(members)));
    return;
  }
  const refused = refusal === undefined ? '' : toldRefusal(refusal, requests.length);
  const lists = [toldList('Not in this list:', notes), toldList('Explained:', explanation)];
  print(joined(toldRequests(requests), refused, ...lists));
}

function toldRefusal(refusal: Refusal, asked: number): string {
  const after = asked === 0 ? 'The job fails before AWS is asked' : 'The job then fails';
  const code = refusal.kind === 'error' ? ` with the BPMN error ${refusal.code}` : '';
  return `${after}${code}: ${refusal.message}`;
}
