import { useNonce } from '../core/nonce.ts';
import classes from './ui.module.css';

/** A text message as a phone shows it. */
export function PhonePreview({ text }: { text: string }) {
  return (
    <div className={classes['phone']}>
      <div className={classes['bubble']} dir="auto">
        {text}
      </div>
    </div>
  );
}

// Each preview is a frame of its own (`key`): a frame that changes its document adds a step to the history, and Back
// would go through all previews before it left the page.

/**
 * Shows a mail in a frame without scripts, links or an origin. The frame inherits this page's content security
 * policy, so its style elements need the page's nonce. Images from other sites are not loaded.
 */
export function MailPreview({ subject, html }: { subject?: string | null; html: string }) {
  const nonce = useNonce() ?? '';
  return (
    <>
      {subject ? (
        <p className={classes['mailSubject']} dir="auto">
          {subject}
        </p>
      ) : null}
      <iframe
        key={html}
        className={classes['mail']}
        title={`Mail: ${subject ?? 'without a subject'}`}
        sandbox=""
        srcDoc={html.replaceAll(/<style\b/gi, `<style nonce="${nonce}"`)}
      />
    </>
  );
}

/** Shows a public page in a frame without scripts or an origin; it loads its style sheet from our server. */
export function PagePreview({ title, html, low }: { title: string; html: string; low?: boolean }) {
  return (
    <iframe
      key={html}
      className={`${classes['pagePreview']} ${low ? classes['pagePreviewLow'] : ''}`}
      title={title}
      sandbox=""
      srcDoc={html}
    />
  );
}
