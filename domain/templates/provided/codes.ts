import type { TemplateChannel, TemplateSource } from '../contract.ts';

/** Verification codes. Not editable: a code must look the same every day and carry nothing else. */
export const VERIFICATION_CODES: Record<TemplateChannel, TemplateSource> = {
  sms: {
    channel: 'sms',
    category: 'transactional',
    body: '{{ code }} is your {{ organization.name }} code. It works for {{ expires_minutes }} minutes. Never share it.',
  },
  email: {
    channel: 'email',
    category: 'transactional',
    subject: 'Your {{ organization.name }} code',
    body: `<h1>Your code</h1>
<p class="code">{{ code }}</p>
<p>It works for {{ expires_minutes }} minutes and only once. {{ organization.name }} will never ask you for it.</p>
<p class="small">If you did not ask for a code, you can ignore this message.</p>`,
  },
};
