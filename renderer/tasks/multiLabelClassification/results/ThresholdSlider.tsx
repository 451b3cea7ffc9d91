import { Group, Slider, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { THRESHOLDS } from '../../../../shared/domain/models/tagReport.ts';
import { useFormat } from '../../../ui/format.ts';

const [LEAST, MOST] = [THRESHOLDS[0] ?? 0, THRESHOLDS.at(-1) ?? 1];

interface Props {
  name: string;
  value: number;
  disabled: boolean;
  /** Once it is let go, or a key has moved it. */
  onChange(value: number): void;
}

/** Follows the hand, and tells when it stays. */
export function ThresholdSlider({ name, value, disabled, onChange }: Props) {
  const format = useFormat();
  const [shown, setShown] = useState(value);
  useEffect(() => setShown(value), [value]);
  return (
    <Group gap="xs" wrap="nowrap">
      <Slider
        flex={1}
        size="sm"
        thumbLabel={name}
        min={LEAST}
        max={MOST}
        step={0.05}
        label={format.percent}
        value={shown}
        disabled={disabled}
        onChange={setShown}
        onChangeEnd={(chosen) => onChange(Number(chosen.toFixed(2)))}
      />
      <Text size="sm" className="tabular">
        {format.percent(shown)}
      </Text>
    </Group>
  );
}
