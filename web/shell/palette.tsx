import { Link, useNavigate } from '@remix-run/react';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { own } from '../../lib/own.ts';
import { useLatestAnswer } from '../core/latest-answer.ts';
import type { NavGroup } from './nav.ts';
import classes from './shell.module.css';

/** Long enough that a name typed in one go is one search, because searches are counted. */
const PAUSE_MS = 250;

type Found = { to: string; label: string; kind: string };
/** `note`: the reason why people were not searched. */
type Answer = { found: Found[]; note: string | null };
const isAnswer = (said: object): said is Answer => 'found' in said;

/** Finds people, campaigns, templates and pages; opened by its button or Ctrl-K. */
export function Palette({ groups }: { groups: readonly NavGroup[] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const { answer, ask } = useLatestAnswer(PAUSE_MS, isAnswer);
  const navigate = useNavigate();
  useEffect(() => {
    const open = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      dialog.current?.showModal();
    };
    document.addEventListener('keydown', open);
    return () => document.removeEventListener('keydown', open);
  }, []);
  const pages: Found[] = groups
    .flatMap(({ items }) => items)
    .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
    .map(({ to, label }) => ({ to, label, kind: 'Page' }));
  const found = [...(typed.trim().length > 1 ? (answer?.found ?? []) : []), ...pages];
  const note = answer?.note ?? null;
  const close = (): void => {
    dialog.current?.close();
    setTyped('');
  };
  const onEnter = (event: KeyboardEvent): void => {
    const first = found[0];
    if (event.key !== 'Enter' || !first) return;
    event.preventDefault();
    close();
    navigate(first.to);
  };
  return (
    <>
      <button type="button" className={classes['find']} onClick={() => dialog.current?.showModal()}>
        <Search size={15} aria-hidden />
        Find
        <kbd>Ctrl K</kbd>
      </button>
      <dialog ref={dialog} className={classes['palette']} aria-label="Find" onKeyDown={walk}>
        <input
          type="search"
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            ask(`/find?q=${encodeURIComponent(currentTarget.value)}`);
          }}
          onKeyDown={onEnter}
          placeholder="A name, a whole address, a campaign, a page"
          aria-label="What to find"
        />
        {found.length ? (
          <ul>
            {found.map(({ to, label, kind }) => (
              <li key={to}>
                <Link to={to} onClick={close}>
                  {label}
                  <span>{kind}</span>
                </Link>
              </li>
            ))}
          </ul>
        ) : note ? null : (
          <p>Nothing found.</p>
        )}
        {note ? <output>{note}</output> : null}
      </dialog>
    </>
  );
}

/** Arrow keys move between the field and the results. */
function walk(event: KeyboardEvent<HTMLDialogElement>): void {
  const step = own({ ArrowDown: 1, ArrowUp: -1 }, event.key);
  if (!step) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, a')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  stops[(at + step + stops.length) % stops.length]?.focus();
}
