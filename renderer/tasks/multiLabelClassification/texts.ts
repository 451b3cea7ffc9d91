import en from './en.ts';
import zh from './zh-CN.ts';

export const TEXTS = { en, 'zh-CN': zh };
