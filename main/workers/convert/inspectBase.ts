import type { z } from 'zod';
import { bodyOf } from '../../../shared/domain/architectures/index.ts';
import { AsyncQueue } from '../../../shared/ipc/asyncQueue.ts';
import { fingerprint, statesOf } from '../../formats/fingerprint.ts';
import { openBase } from '../../formats/openBase.ts';
import type { convertContract } from '../convertContract.ts';

type InspectEvent = z.input<typeof convertContract.convert.inspect.output>;

/** Bytes between two reports. */
const REPORT_BYTES = 32e6;

/**
 * Looks at a model that may be started from: everything but its weights is read and checked, and all of its files are hashed.
 *
 * @throws AppError what `openBase` throws
 */
export function inspectBase(path: string): AsyncIterable<InspectEvent> {
  const events = new AsyncQueue<InspectEvent>();
  inspect(path, (event) => events.push(event)).then(
    () => events.end(),
    (error) => events.fail(error),
  );
  return events;
}

async function inspect(path: string, send: (event: InspectEvent) => void): Promise<void> {
  const source = await openBase(path);
  const { config, parameters, contextLength, license, chatTemplate } = source;
  const paths = source.files.map((file) => file.path);
  const files = await statesOf(paths);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let [done, reported] = [0, 0];
  const sha256 = await fingerprint(paths, (bytes) => {
    done += bytes;
    if (done - reported < REPORT_BYTES) return;
    reported = done;
    send({ event: 'progress', done, total });
  });
  send({
    event: 'done',
    facts: {
      ...{ architecture: config.model_type, config, parameters, contextLength, license, sha256, files },
      ...{ bytes: total, chat: chatTemplate !== null && bodyOf(config) === 'decoder' },
    },
  });
}
