import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';

/*
 * Solves the ticket of each form on the page (an ALTCHA challenge; domain/forms/ticket.ts) and sends the solution
 * with the form. Without a script, or without crypto.subtle (a page over plain http), only the ticket is sent.
 */
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-work]')) void work(form);

async function work(form: HTMLFormElement): Promise<void> {
  const ticket = field(form, 'ticket');
  const answer = field(form, 'altcha');
  const button = form.querySelector('button');
  if (!ticket || !answer || !button || !globalThis.crypto?.subtle) return;
  let wanted = false;
  let done = false;
  const words = button.textContent;
  form.addEventListener('submit', (event) => {
    if (done) return;
    event.preventDefault();
    wanted = true;
    button.disabled = true;
    button.textContent = form.dataset['work'] ?? words;
  });
  try {
    const challenge = JSON.parse(atob(ticket.value));
    const solution = await solveChallenge({ challenge, deriveKey, timeout: 60_000 });
    if (solution) answer.value = btoa(JSON.stringify({ challenge, solution }));
  } catch {
    // The ticket alone still allows some submissions.
  }
  done = true;
  button.disabled = false;
  button.textContent = words;
  if (wanted) form.requestSubmit(button);
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}
