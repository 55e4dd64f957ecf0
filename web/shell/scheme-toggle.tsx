import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { Moon, Sun } from 'lucide-react';

/** Switches between light and dark. Both icons are in the page and CSS shows the right one, so nothing flickers. */
export function SchemeToggle() {
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const flip = (): void => {
    const dark = document.documentElement.dataset['mantineColorScheme'] === 'dark';
    setColorScheme(dark ? 'light' : 'dark');
  };
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label="Switch between light and dark"
      title="Switch between light and dark"
      onClick={flip}
      data-scheme={colorScheme}
    >
      <Sun size={17} className="mantine-light-hidden" aria-hidden />
      <Moon size={17} className="mantine-dark-hidden" aria-hidden />
    </ActionIcon>
  );
}
