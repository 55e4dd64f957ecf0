import { Title } from '@mantine/core';
import { useNavigation } from '@remix-run/react';
import classes from '../charts/charts.module.css';
import { Ranges } from '../charts/ranges.tsx';
import { ConsentStates, OptInFunnel, Withdrawals, type ConsentNumbers } from './consent-charts.tsx';
import type { Part } from './part.ts';
import {
  Messages,
  Verifications,
  type MessageNumbers,
  type VerificationNumbers,
} from './sending-charts.tsx';

export type ChartsProps = {
  days: number;
  choices: readonly number[];
  consents: Part<ConsentNumbers> | null;
  verifications: Part<VerificationNumbers> | null;
  messages: Part<MessageNumbers> | null;
};

/** The charts of the home page; every column, bar and number links to its rows. */
export function Charts({ days, choices, consents, verifications, messages }: ChartsProps) {
  const { state, location } = useNavigation();
  if (!consents && !verifications && !messages) return null;
  const busy = state === 'loading' && location.pathname === '/';
  const zone = consents?.ok ? consents.data.time_zone : undefined;
  return (
    <>
      <div className={classes['rangeHead']}>
        <Title order={2}>
          The last {days} days{zone ? ` (${zone})` : ''}
        </Title>
        <Ranges chosen={days} choices={choices} />
      </div>
      <div className={classes['grid']} aria-busy={busy}>
        <ConsentStates part={consents} />
        <Messages part={messages} />
        <div className={classes['stack']}>
          <OptInFunnel part={consents} />
          <Withdrawals part={consents} />
        </div>
        <Verifications part={verifications} />
      </div>
    </>
  );
}
