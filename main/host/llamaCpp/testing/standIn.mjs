// What stands in for llama.cpp's server: it counts on from the last token of a prompt. `KINDLING_STAND_IN` is JSON that
// says what goes wrong, `KINDLING_STAND_IN_FILE` a file with it, for a studio that runs already. See `writeStandIn` for
// what it says of itself where nothing goes wrong.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const file = process.env.KINDLING_STAND_IN_FILE;
const fault = JSON.parse(process.env.KINDLING_STAND_IN ?? (file ? readFileSync(file, 'utf8') : '{}'));
const given = process.argv.slice(2);
/** @param {string} option */
const optionOf = (option) => given[given.indexOf(option) + 1] ?? '';
const [LOADING, WRONG_KEY] = [503, 401];

if (given[0] !== '--version') serve();
else if (fault.version === 'hangs') setInterval(() => {}, 1000);
else {
  process.stderr.write(fault.version ?? fault.says);
  process.exit(fault.version === undefined ? 0 : 1);
}

function serve() {
  const steering = Object.keys(process.env).filter((name) => name.startsWith('LLAMA_'));
  if (fault.log)
    writeFileSync(fault.log, JSON.stringify({ pid: process.pid, given, steering, waits: process.env.OMP_WAIT_POLICY }));
  if (fault.refuses || !existsSync(optionOf('--model'))) {
    process.stderr.write("llama_model_load: error loading model: unknown model architecture: 'x'\nsrv: exiting\n");
    process.exit(1);
  }
  if (fault.takesPort) {
    process.stderr.write(
      `srv  start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: ${optionOf('--port')}\n`,
    );
    process.exit(1);
  }
  const key = given.includes('--api-key') ? optionOf('--api-key') : process.env.LLAMA_API_KEY;
  createServer((request, response) => {
    /** @param {unknown} value */
    const send = (value, status = 200) => {
      response.writeHead(status);
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    if (request.url === '/health') {
      if (fault.health) return send(fault.health);
      return fault.neverLoads ? send({ error: { message: 'Loading model' } }, LOADING) : send({ status: 'ok' });
    }
    if (request.headers.authorization !== `Bearer ${key}`)
      return send({ error: { message: 'Invalid API Key' } }, WRONG_KEY);
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const asked = JSON.parse(body);
      if (request.url === '/tokenize') return send({ tokens: [5] });
      if (fault.hangs) return;
      if (fault.dies) {
        process.stderr.write('ggml_abort: not enough memory\n');
        process.kill(process.pid, 'SIGKILL');
        return;
      }
      if (fault.answer !== undefined) return send(fault.answer, fault.status);
      const first = asked.prompt.at(-1) + 1 + (fault.off ?? 0);
      const tokens = Array.from({ length: asked.n_predict }, (_, at) => first + at);
      send({ content: tokens.join(' '), tokens, stop_type: 'limit' });
    });
  }).listen(Number(optionOf('--port')), '127.0.0.1');
}
