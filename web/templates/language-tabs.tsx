import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';
import classes from '../ui/ui.module.css';

/** Links to the languages of a template, by the page's URL. */
export function LanguageTabs({
  languages,
  chosen,
  main,
}: {
  languages: readonly string[];
  chosen: string;
  main: string;
}) {
  return (
    <nav className={classes['actions']} aria-label="Languages">
      {languages.map((language) => (
        <Button
          key={language}
          component={Link}
          to={language === main ? '?' : `?language=${language}`}
          size="xs"
          variant={language === chosen ? 'light' : 'default'}
          aria-current={language === chosen ? 'true' : undefined}
          lang={language}
        >
          {language}
          {language === main ? ' (main)' : ''}
        </Button>
      ))}
    </nav>
  );
}
