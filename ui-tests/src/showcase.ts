/** Notifications as people get them, for pictures and for the look of things; oldest first. */

import type { Json } from './server';

export const SHOWCASE: ReadonlyArray<Json> = [
  {
    title: 'Weekly summary: 31 runs, 2 failed',
    source: 'jupyter-scheduler'
  },
  {
    title: 'Disk is filling up',
    type: 'info',
    source: 'storage',
    body: 'Your home directory has **3.2 GB** left.'
  },
  {
    title: 'Maintenance tonight at 22:00',
    type: 'warning',
    source: 'Administrator',
    body: 'Running kernels will stop. Save your work first.',
    actions: [
      { label: 'Read the plan', link: 'https://jupyter.org/documentation' }
    ]
  },
  {
    title: 'Training: 800 estimators',
    type: 'in-progress',
    source: 'tqdm',
    key: 'training',
    progress: 0.62
  },
  {
    title: 'Run failed: features.ipynb',
    type: 'error',
    source: 'ipykernel',
    body: "**KeyError**: `'units'` in cell 6. The column was renamed in `sales.parquet`; the frame has `units_sold` instead.",
    link: 'features.ipynb#cell=cell-5'
  },
  {
    title: 'Run finished: forecast.ipynb',
    type: 'success',
    source: 'ipykernel',
    link: 'forecast.ipynb#cell=cell-2'
  }
];
