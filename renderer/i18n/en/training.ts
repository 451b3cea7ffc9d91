/** The settings of a training: their English is written where they are defined. */
export { SETTING_TEXTS as default } from '../../../shared/domain/runs/settings.ts';
