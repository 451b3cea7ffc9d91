import { settingTexts } from '../../../shared/domain/runs/settings.ts';

/** The settings of a training: their words stand where they are defined. */
export default settingTexts('zh-CN');
