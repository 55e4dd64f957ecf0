import type { FormLanguage } from '../languages.contract.ts';
import type { TemplateSource } from '../templates/contract.ts';

/**
 * The message with a new link, requested by the person. Not editable: it contains the link and nothing that could
 * count as advertising.
 */
export const LINK_MESSAGES: Record<FormLanguage, Record<'sms' | 'email', TemplateSource>> = {
  en: {
    sms: {
      channel: 'sms',
      category: 'transactional',
      language: 'en',
      body: '{{ organization.name }}: see and change what you receive: {{ preferences_url }}',
    },
    email: {
      channel: 'email',
      category: 'transactional',
      language: 'en',
      subject: 'What you receive from {{ organization.name }}',
      body: `<h1>Your link</h1>
<p>You asked for it: here you see what {{ organization.name }} may send to this address, and change it.</p>
<p><a class="button" href="{{ preferences_url }}">See and change</a></p>
<p class="small">If you did not ask for this, you can ignore this message.</p>`,
    },
  },
  ar: {
    sms: {
      channel: 'sms',
      category: 'transactional',
      language: 'ar',
      body: '{{ organization.name }}: اطّلع على ما يصلك وغيّره: {{ preferences_url }}',
    },
    email: {
      channel: 'email',
      category: 'transactional',
      language: 'ar',
      subject: 'ما يصلك من {{ organization.name }}',
      body: `<h1>الرابط الخاص بك</h1>
<p>بناءً على طلبك: يمكنك هنا الاطلاع على ما يجوز أن ترسله {{ organization.name }} إلى هذا العنوان وتغييره.</p>
<p><a class="button" href="{{ preferences_url }}">اطّلع وغيّر</a></p>
<p class="small">إذا لم تطلب ذلك فيمكنك تجاهل هذه الرسالة.</p>`,
    },
  },
};
