import { type ExternalToast, toast } from 'sonner';

/** Says for some seconds what failed. The same once more takes the place of the one that is still there, and does not pile up on it. */
export const errorToast = (text: string, options: ExternalToast = {}) => toast.error(text, { id: text, ...options });
