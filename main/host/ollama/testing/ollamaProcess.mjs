// What stands in for an Ollama, as a process that may be killed: it writes its address, then `hears` once some of a file has come.
import { startOllama } from './ollamaStandIn.ts';

const stand = await startOllama();
let heard = false;
stand.fault = {
  onBytes: {
    after: 1_000_000,
    do() {
      if (!heard) process.stdout.write('hears\n');
      heard = true;
    },
  },
};
process.stdout.write(`${stand.url}\n`);
