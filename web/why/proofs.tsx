import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import { RECEIPT_ACTIONS } from '../../domain/receipts/words.contract.ts';
import { Fact, Facts, Mono, Quiet } from '../ui/facts.tsx';
import { Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Moment, Timed } from '../ui/values.tsx';
import type { Why } from './type.ts';

const HAS_RECEIPT: ReadonlySet<string> = new Set(RECEIPT_ACTIONS);
type AuditProof = Why['proofs'][number];

/** Shows the result of checking a step's audit row, just now. */
export function Proof({ proof }: { proof: AuditProof | undefined }) {
  return proof ? <Status value={`proof_${proof.state}`} /> : null;
}

const ABOUT: Record<AuditProof['about'], string> = {
  decision: 'The decision',
  consent: 'The consent',
  campaign: 'The campaign’s audience',
};
/** Names what a proof is about. A campaign has two: its audience was frozen, and it was sent. */
const aboutOf = ({ about, action }: AuditProof): string =>
  action === 'campaign.sent' ? 'The campaign’s sending' : ABOUT[about];

/** Lists every audit row behind the answer: its position, its seal, and whether it is valid. */
export function Proofs({ why }: { why: Why }) {
  return (
    <Section
      title="Proof"
      lead="Checked against the audit log and its signed seals when this page was loaded"
    >
      {why.proofs.length ? (
        why.proofs.map((proof) => (
          <Facts key={`${proof.about}-${proof.entry_id ?? ''}-${proof.event_id ?? ''}`}>
            <Fact label={aboutOf(proof)}>
              <Proof proof={proof} />
            </Fact>
            <Fact label="Means">
              <Timed text={proof.message} />
            </Fact>
            {proof.seal ? (
              <>
                <Fact label="Stands at">
                  Position {proof.position} of the audit log, seal {proof.seal.number}
                  {proof.seal.published ? ', published' : ''}
                </Fact>
                <Fact label="Sealed">
                  <Moment at={proof.seal.sealed_at} />
                </Fact>
                <Fact label="Root">
                  <Mono>{proof.inclusion?.root ?? ''}</Mono>
                </Fact>
              </>
            ) : null}
          </Facts>
        ))
      ) : (
        <Quiet>Nothing was decided about this person, so there is nothing to prove.</Quiet>
      )}
      {why.basis && HAS_RECEIPT.has(why.basis.action) ? (
        <p>
          <Anchor component={Link} to={`/receipts/${why.basis.id}`}>
            The receipt of this consent
          </Anchor>
          , which anybody can check without us.
        </p>
      ) : null}
    </Section>
  );
}
