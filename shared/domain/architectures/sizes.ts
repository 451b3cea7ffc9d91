import { z } from 'zod';

export const SizeName = z.enum(['nano', 'small', 'base']);
export type SizeName = z.infer<typeof SizeName>;

/** What a size is in any architecture: its vocabulary, its context, and how it is trained. */
export interface SizePreset {
  vocab_size: number;
  max_position_embeddings: number;
  per_device_train_batch_size: number;
  learning_rate: number;
}

/** `small` is R1 and `base` R2 of the speed comparison. */
export const SIZE_PRESETS: Record<SizeName, SizePreset> = {
  nano: { vocab_size: 1024, max_position_embeddings: 128, per_device_train_batch_size: 16, learning_rate: 3e-3 },
  small: { vocab_size: 2048, max_position_embeddings: 128, per_device_train_batch_size: 8, learning_rate: 1.5e-3 },
  base: { vocab_size: 4096, max_position_embeddings: 256, per_device_train_batch_size: 8, learning_rate: 1e-3 },
};
