import { Title } from '@mantine/core';
import { Link } from '@remix-run/react';
import { own } from '../../lib/own.ts';
import classes from '../ui/ui.module.css';
import { CATEGORY_WORDS } from './categories.ts';

export type GalleryTemplate = {
  id: string;
  name: string;
  channel: string;
  category: string;
  subject: string | null;
  body: string;
  language: string;
};

/** Lists templates to choose from, with the beginning of their text. */
export function Gallery({
  title,
  templates,
}: {
  title: string;
  templates: readonly GalleryTemplate[];
}) {
  return (
    <section>
      <Title order={2} mb="sm">
        {title}
      </Title>
      <div className={classes['gallery']}>
        {templates.map((template) => (
          <article key={template.id} className={classes['galleryCard']}>
            <Link to={`/templates/${template.id}`} prefetch="intent" className={classes['rowLink']}>
              {template.name}
            </Link>
            <p dir="auto" lang={template.language}>
              {excerpt(template)}
            </p>
            <div className={classes['galleryMeta']}>
              <span>{own(CATEGORY_WORDS, template.category) ?? template.category}</span>
              <span>
                {template.channel === 'sms' ? 'Text' : 'Mail'} · {template.language}
              </span>
            </div>
          </article>
        ))}
      </div>
    </section>
  );
}

const excerpt = ({ subject, body }: GalleryTemplate): string =>
  [
    subject,
    body
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  ]
    .filter(Boolean)
    .join(' – ')
    .slice(0, 220);
