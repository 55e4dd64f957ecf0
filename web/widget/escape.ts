import { closeByEscape } from './close.ts';

/* The script of the other pages in the frame. */
closeByEscape();
