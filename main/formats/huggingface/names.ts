/** The configuration of a model in a Hugging Face folder. */
export const CONFIG_FILE = 'config.json';
