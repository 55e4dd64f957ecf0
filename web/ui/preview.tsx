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

/**
 * A mail in a frame without scripts, links or an origin. The frame lives under this page's content
 * security policy, so its style elements need the page's nonce; images from elsewhere stay away.
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
        className={classes['mail']}
        title={`Mail: ${subject ?? 'without a subject'}`}
        sandbox=""
        srcDoc={html.replaceAll(/<style\b/gi, `<style nonce="${nonce}"`)}
      />
    </>
  );
}

/** A public page in a frame without scripts or an origin; it takes its style sheet from us. */
export function PagePreview({ title, html, low }: { title: string; html: string; low?: boolean }) {
  return (
    <iframe
      className={`${classes['pagePreview']} ${low ? classes['pagePreviewLow'] : ''}`}
      title={title}
      sandbox=""
      srcDoc={html}
    />
  );
}
