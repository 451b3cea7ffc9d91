import type { EngineReason } from '../../../shared/domain/engines/engineReason.ts';
import { type InstalledEngine, listEngines, verifyEngine } from '../installed/manifest.ts';
import { probeEngine, type RunProbe } from './probe.ts';

/** An installed engine and what is the matter with it: `damaged` can be cured by installing it again, `useless` cannot. */
export interface SurveyedEngine {
  engine: InstalledEngine;
  state: 'works' | 'useless' | 'damaged';
  /** Why it does not work; `null` when it does. */
  reason: EngineReason | null;
}

/**
 * Looks at the installed engines, best first, until one works on each device. An engine whose probe fails is compared with the hashes of its
 * installation: a damaged file and a machine that cannot run it need different cures.
 */
export async function surveyEngines(folder: string, runProbe?: RunProbe): Promise<SurveyedEngine[]> {
  const surveyed: SurveyedEngine[] = [];
  for (const { engine, complete } of await listEngines(folder)) {
    const { device } = engine.manifest;
    if (surveyed.some(({ state, engine: { manifest } }) => state === 'works' && manifest.device === device)) continue;
    const probe = complete ? await probeEngine(engine, runProbe) : null;
    if (probe?.works) {
      surveyed.push({ engine, state: 'works', reason: null });
      continue;
    }
    const { name } = engine.manifest;
    surveyed.push(
      probe && (await verifyEngine(engine))
        ? { engine, state: 'useless', reason: { code: 'does_not_work', engine: name, failure: probe.failure } }
        : { engine, state: 'damaged', reason: { code: 'damaged', engine: name } },
    );
  }
  return surveyed;
}
