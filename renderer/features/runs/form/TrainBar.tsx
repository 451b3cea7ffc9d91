import { Anchor, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import { expectedExtent, type Preflight } from '../../../../shared/domain/runs/preflight.ts';
import type { Budget, TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';
import { LevelMark, useAdviceText } from './AdviceCard.tsx';
import advice from './advice.module.css';
import type { Advice } from './useAdvice.ts';

/** Sections of the form, by the id of their element. */
const SECTIONS = ['recipe', 'start', 'size', 'budget', 'split', 'advanced', 'advice', 'preflight'] as const;
export type FormSection = (typeof SECTIONS)[number];
export const sectionId = (section: FormSection) => `train-${section}`;

/** What is trained. */
interface Plan {
  size: SizeName;
  base: BaseModel | null;
  tuning: TrainingSettings['tuning'];
  preflight: Preflight | undefined;
}

interface Props {
  plan: Plan;
  budget: Budget | null;
  verdict: Advice['verdict'];
  /** The first section that keeps it from being trained. */
  fault: FormSection | null;
  problem: Preflight['problem'];
  pending: boolean;
  /** Whether there is anything to start over from. */
  isChanged: boolean;
  onTrain: () => void;
  onStartOver: () => void;
}

/** What *Train* will do, always in view, and what keeps it from it. */
export function TrainBar({ plan, budget, verdict, fault, problem, pending, isChanged, onTrain, onStartOver }: Props) {
  const { t } = useTranslation(['runs', 'advice', 'bases']);
  const format = useFormat();
  const text = useAdviceText();
  const faultText = () => {
    if (fault === 'preflight' && problem) return t(`runs:preflight.tooLittle.${problem}`);
    return t(`advice:fault.${fault ?? 'recipe'}`);
  };
  const onTopOf = ({ name }: BaseModel, budget: Budget) => {
    const stepMs = plan.preflight?.stepMs ?? null;
    const steps = stepMs && Number(expectedExtent(budget, { stepMs, readyMs: null }).steps.toPrecision(2));
    const about = steps ? [t('advice:about', { count: steps, formatted: format.integer(steps) })] : [];
    const extent =
      budget.kind === 'minutes'
        ? [format.duration(budget.minutes * 60_000), ...about]
        : [t('advice:steps', { count: budget.steps, formatted: format.integer(budget.steps) })];
    // It is done when the texts are read and the head is fitted, long before any usual budget.
    return [name, t(`bases:tuning.${plan.tuning}.title`), ...(plan.tuning === 'frozen' ? [] : extent)].join(' · ');
  };
  const planText = () => {
    if (!budget) return null;
    if (plan.base) return onTopOf(plan.base, budget);
    if (!verdict) return null;
    const steps = verdict.steps < 1000 ? verdict.steps : Number(verdict.steps.toPrecision(2));
    const about = t('advice:about', { count: steps, formatted: format.integer(steps) });
    const exact = t('advice:steps', { count: verdict.steps, formatted: format.integer(verdict.steps) });
    const extent = budget.kind === 'minutes' ? [format.duration(budget.minutes * 60_000), about] : [exact];
    return [t(`runs:size.${plan.size}.title`), ...extent, text.data(verdict.epochs)].join(' · ');
  };
  return (
    <Group className={classes.footer} justify="space-between">
      <Group gap="md" className={advice.summary}>
        <Button size="lg" disabled={fault !== null} loading={pending} onClick={onTrain}>
          {t('runs:new.train')}
        </Button>
        <div role="status" aria-live="polite" data-testid="train-plan">
          {fault === null ? (
            <>
              <Text size="sm" className="tabular">
                {planText()}
              </Text>
              <Group gap="xs">
                {verdict && <LevelMark level={verdict.level} />}
                {verdict && verdict.level !== 'good' && (
                  <Anchor component="button" type="button" size="sm" onClick={() => showSection('advice')}>
                    {t('advice:seeWhy')}
                  </Anchor>
                )}
                <Text size="xs" c="dimmed" visibleFrom="sm">
                  {t('runs:new.trainHint')}
                </Text>
              </Group>
            </>
          ) : (
            <Anchor component="button" type="button" size="sm" ta="left" onClick={() => showSection(fault)}>
              {faultText()}
            </Anchor>
          )}
        </div>
      </Group>
      {isChanged && (
        <Button variant="subtle" color="gray" onClick={onStartOver}>
          {t('advice:startOver')}
        </Button>
      )}
    </Group>
  );
}

/** Brings a section into view, opened, with the focus in what is wrong there. */
function showSection(section: FormSection): void {
  const element = document.getElementById(sectionId(section));
  if (!element) return;
  element.querySelector<HTMLElement>('.mantine-Accordion-control[aria-expanded="false"]')?.click();
  // What was folded away is there after the next paint.
  requestAnimationFrame(() => {
    const wrong = element.querySelector<HTMLElement>('[aria-invalid="true"]') ?? refusalIn(element);
    // A section may be longer than the window, whose middle then is anything of it.
    (wrong ?? element).scrollIntoView({ block: wrong ? 'center' : 'start' });
    (wrong ?? element).focus({ preventScroll: true });
  });
}

/** What says there why nothing can be trained, where no field is wrong by itself. */
function refusalIn(section: HTMLElement): HTMLElement | null {
  const refusal = section.querySelector<HTMLElement>('[role="alert"]');
  if (refusal) refusal.tabIndex = -1;
  return refusal;
}
