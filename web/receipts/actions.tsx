import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { WhyActions } from '../why/actions.tsx';

type Receipt = { id: string; consent_id: string };

/** Download, print, reveal. A download counts as a receipt made, and the audit log records it. */
export function ReceiptActions({
  receipt: { id, consent_id },
  mayReveal,
  reveal,
}: {
  receipt: Receipt;
  mayReveal: boolean;
  reveal: boolean;
}) {
  const query = new URLSearchParams({ event_id: id, ...(reveal ? { reveal: 'true' } : {}) });
  return (
    <>
      <Button
        component="a"
        href={`/api/v1/consents/${consent_id}/receipt?${query.toString()}`}
        download={`consent-receipt-${id}.json`}
        leftSection={<Download size={15} aria-hidden />}
        title={
          reveal
            ? 'With the address in clear, which it proves; written to the audit log'
            : 'With the address masked; written to the audit log'
        }
      >
        Download
      </Button>
      <WhyActions mayReveal={mayReveal} reveal={reveal} />
    </>
  );
}
