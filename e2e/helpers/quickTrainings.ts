import { join } from 'node:path';
import { type StudioProcess, startStudio } from './studioProcess.ts';

/**
 * For `test.extend`: a studio that trains, and tries a step, by a script that takes no time (`quickStudio.ts`). All else of it is as users
 * have it. A trial of the form's settings alone takes four seconds of the processor.
 */
export const quickTrainings = {
  studio: async ({ home }: { home: string }, use: (studio: StudioProcess) => Promise<void>): Promise<void> => {
    const studio = await startStudio(home, [join(import.meta.dirname, 'quickStudio.ts')]);
    await use(studio);
    await studio.stop();
  },
};
