import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowHandle } from '@temporalio/client';
import type { AssistantActivities } from '../../activities/assistant/index.ts';
import type { AuditActivities } from '../../activities/audit/index.ts';
import type { CampaignActivities } from '../../activities/campaigns/index.ts';
import type { ConsentActivities } from '../../activities/consent/index.ts';
import type { ContactActivities } from '../../activities/contacts/index.ts';
import type { IdentityActivities } from '../../activities/identity/index.ts';
import type { KeyActivities } from '../../activities/keys/index.ts';
import type { MessagingActivities } from '../../activities/messaging/index.ts';
import type { PreferenceActivities } from '../../activities/preferences/index.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import type { RetentionActivities } from '../../activities/retention/index.ts';
import type { ReplayActivities } from '../../activities/replays/index.ts';
import type { PrivacyActivities } from '../../activities/privacy/index.ts';
import type { SuppressionActivities } from '../../activities/suppressions/index.ts';
import type { VerificationActivities } from '../../activities/verification/index.ts';

type All = AssistantActivities &
  AuditActivities &
  CampaignActivities &
  ConsentActivities &
  ContactActivities &
  IdentityActivities &
  KeyActivities &
  MessagingActivities &
  PreferenceActivities &
  PrivacyActivities &
  RetentionActivities &
  RetiredActivities &
  ReplayActivities &
  SuppressionActivities &
  VerificationActivities;

/** Activities of a script: the names and results of the real ones, without their work. */
type Scripted = { [K in keyof All]?: () => Promise<Awaited<ReturnType<All[K]>>> };

/** One path through one workflow, whose history is recorded. */
export type HistoryCase = {
  /** `<workflow>-<what happens>`: the file's name. */
  name: string;
  workflow: string;
  run?: number;
  /** Called for each recording, because scripts count their calls. */
  script(): Scripted;
  /** Acts on the workflow from outside; by default it runs to its end. */
  drive?(handle: WorkflowHandle, env: TestWorkflowEnvironment): Promise<void>;
};

/** Returns the answers one after the other, then the last one for ever; an Error is thrown. */
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
/** The failure of an activity that is retried. */
export const away = new Error('the database is away');
export const wait = (waitMs: number): Looked => ({ done: false, waitMs });
export const done = (status: string): Looked => ({ done: true, status });

/** Signals after half a minute, before any workflow looks by itself. */
export async function news(handle: WorkflowHandle, env: TestWorkflowEnvironment): Promise<void> {
  await env.sleep('30 seconds');
  await handle.signal('changed');
  await handle.result();
}
