import { expect } from './helpers/fixtures.ts';
import { testWithRuns } from './helpers/runsHome.ts';
import { takesLong } from './helpers/specTags.ts';
import { learning } from './helpers/storedRuns.ts';

const smooth = { swing: 0 };
const test = testWithRuns([
  {
    run: { id: 'overfitted', name: 'Learned by heart', best: { step: 400, validationLoss: 3.302 } },
    lossAt: learning(1.4),
    validationAt: (step) => learning(2.3, smooth)(step) + Math.max(0, step - 400) * 0.003,
    every: 100,
  },
  { run: { id: 'flat', name: 'Too careful' }, lossAt: learning(6.8) },
  { run: { id: 'short', name: 'A few steps', step: 12 }, lossAt: learning(2) },
]);

test('a run says what its curve means, and what to do, in both languages', takesLong, async ({ app }) => {
  const insights = app.getByRole('region', { name: 'What the curve says' });
  await app.evaluate(() => {
    location.hash = '#/runs/overfitted';
  });
  await expect(insights).toContainText('Overfitting · Validation has risen for 6 evaluations');
  await expect(insights).toContainText('It was lowest at step 400.');
  await expect(insights).toContainText('The model of step 400 was kept.');

  await app.evaluate(() => {
    location.hash = '#/runs/flat';
  });
  await expect(insights).toContainText('The loss is flat');
  await expect(insights).toContainText('Raise the learning rate, for example to 0.009, or train longer.');

  await app.evaluate(() => {
    location.hash = '#/runs/short';
  });
  await expect(insights).toContainText('Too early to tell');

  await app.getByRole('button', { name: 'Language' }).click();
  await app.getByRole('menuitem', { name: '简体中文' }).click();
  await app.evaluate(() => {
    location.hash = '#/runs/overfitted';
  });
  await expect(app.getByRole('region', { name: '曲线说明了什么' })).toContainText('过拟合');
  await expect(app.getByRole('region', { name: '曲线说明了什么' })).toContainText('验证损失在第 400 步最低');
});

test('every line of a short curve has a label with the digits that it needs', takesLong, async ({ app }) => {
  await app.evaluate(() => {
    location.hash = '#/runs/short';
  });
  const labels = app.getByRole('img', { name: /^Loss over/ }).locator('.recharts-yAxis-tick-labels text');
  await expect.poll(() => labels.count()).toBeGreaterThan(3);
  const values = (await labels.allTextContents()).map(Number);
  expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
  expect(Number.isInteger(values[0]), 'the lowest one is no whole number').toBe(false);
});
