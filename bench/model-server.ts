import { startModelReceiver } from '../providers/local/model-receiver.ts';

/* The language model of bench:assistant, in a process of its own: the stand-in of `npm start`. */
const { port } = await startModelReceiver({ port: 0 });
process.send?.({ port });
