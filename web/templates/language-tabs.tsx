import { Button } from '@mantine/core';
import { Link } from '@remix-run/react';
import classes from '../ui/ui.module.css';

/** The languages of a template, in the page's address. */
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
