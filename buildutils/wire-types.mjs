// Writes the types of the REST contract for the tests that hold ours to it; with --check, says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';

import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const CONTRACT = new URL(
  '../jupyter_notifications/services/api/openapi.yaml',
  import.meta.url
);
const TYPES = new URL('../packages/core/test/openapi.ts', import.meta.url);
const HEADER = `/** The schemas of openapi.yaml as types, written by buildutils/wire-types.mjs: do not edit. */

/* eslint-disable */
`;

const declarations = await openapiTS(CONTRACT, { emptyObjectsUnknown: true });
const components = declarations.filter(one => one.name?.text === 'components');
const config = await resolveConfig(TYPES);
const wanted = await format(HEADER + astToString(components), {
  ...config,
  filepath: TYPES.pathname
});

if (process.argv.includes('--check')) {
  const written = await readFile(TYPES, 'utf8').catch(() => '');
  if (written.replaceAll('\r\n', '\n') !== wanted) {
    console.error(
      'packages/core/test/openapi.ts is not what openapi.yaml says. Run: node buildutils/wire-types.mjs'
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(TYPES, wanted);
}
