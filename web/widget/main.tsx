import { createRoot } from 'react-dom/client';
import { Chat } from './chat.tsx';
import { closeByEscape } from './close.ts';
import type { Setup } from './setup.ts';

/* The script of the frame. */
const place = document.getElementById('chat');
const setup = place?.dataset['setup'];
closeByEscape();
if (place && setup) {
  const known: Setup = JSON.parse(setup);
  createRoot(place).render(<Chat setup={known} />);
}
