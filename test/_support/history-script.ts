import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowHandle } from '@temporalio/client';
import type { AuditActivities } from '../../activities/audit/index.ts';
import type { CampaignActivities } from '../../activities/campaigns/index.ts';
import type { ConsentActivities } from '../../activities/consent/index.ts';
import type { ContactActivities } from '../../activities/contacts/index.ts';
import type { KeyActivities } from '../../activities/keys/index.ts';
import type { MessagingActivities } from '../../activities/messaging/index.ts';
import type { PreferenceActivities } from '../../activities/preferences/index.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import type { RetentionActivities } from '../../activities/retention/index.ts';
import type { ReplayActivities } from '../../activities/replays/index.ts';
import type { PrivacyActivities } from '../../activities/privacy/index.ts';
import type { SuppressionActivities } from '../../activities/suppressions/index.ts';
import type { VerificationActivities } from '../../activities/verification/index.ts';

type All = AuditActivities &
  CampaignActivities &
  ConsentActivities &
  ContactActivities &
  KeyActivities &
  MessagingActivities &
  PreferenceActivities &
  PrivacyActivities &
  RetentionActivities &
  RetiredActivities &
  ReplayActivities &
  SuppressionActivities &
  VerificationActivities;

/** Activities of a script: the real ones' names and results, without their work. */
type Scripted = { [K in keyof All]?: () => Promise<Awaited<ReturnType<All[K]>>> };

/** One way through one workflow, whose history is kept. */
export type HistoryCase = {
  /** `<workflow>-<what happens>`: the file's name. */
  name: string;
  workflow: string;
  run?: number;
  /** Made anew for each recording: scripts count. */
  script(): Scripted;
  /** What is done to it from outside; by default it runs to its end. */
  drive?(handle: WorkflowHandle, env: TestWorkflowEnvironment): Promise<void>;
};

/** Answers one after the other, the last one for ever; an Error is thrown. */
export function answers<T>(first: T | Error, ...more: (T | Error)[]): () => Promise<T> {
  const all = [first, ...more].values();
  let now = first;
  return async () => {
    const next = all.next();
    if (!next.done) now = next.value;
    if (now instanceof Error) throw now;
    return now;
  };
}

export type Looked = { done: true; status: string } | { done: false; waitMs: number };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** What an activity meets that is tried again. */
export const away = new Error('the database is away');
export const wait = (waitMs: number): Looked => ({ done: false, waitMs });
export const done = (status: string): Looked => ({ done: true, status });

/** News after half a minute, before anybody would have looked. */
export async function news(handle: WorkflowHandle, env: TestWorkflowEnvironment): Promise<void> {
  await env.sleep('30 seconds');
  await handle.signal('changed');
  await handle.result();
}
